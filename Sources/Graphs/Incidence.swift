/// Which nodes each paper carries: a bipartite graph, paper by paper.
public struct Incidence: Sendable {
  /// Papers + 1 values, ascending from 0: the nodes of paper p are `members[offsets[p]..<offsets[p + 1]]`.
  public let offsets: [Int]
  /// Nodes 0..<nodeCount in any order; a node that a paper names twice counts once.
  public let members: [Int32]
  /// Number of nodes, also of those on no paper.
  public let nodeCount: Int

  /// An incidence from its rows.
  ///
  /// - Precondition: offsets ascend from 0 to `members.count`; members lie in 0..<nodeCount.
  public init(offsets: [Int], members: [Int32], nodeCount: Int) {
    precondition(offsets.first == 0 && offsets.last == members.count, "offsets run from 0 to the number of members")
    precondition(members.allSatisfy { $0 >= 0 && Int($0) < nodeCount }, "a member is no node")
    self.offsets = offsets
    self.members = members
    self.nodeCount = nodeCount
  }

  /// An incidence from lists, one a paper.
  public init(papers: [[Int]], nodeCount: Int) {
    var offsets = [0]
    var members: [Int32] = []
    for paper in papers {
      members.append(contentsOf: paper.map { Int32($0) })
      offsets.append(members.count)
    }
    self.init(offsets: offsets, members: members, nodeCount: nodeCount)
  }

  /// Number of papers.
  public var paperCount: Int { offsets.count - 1 }
  /// The nodes of one paper as given.
  public func members(of paper: Int) -> ArraySlice<Int32> { members[offsets[paper]..<offsets[paper + 1]] }
}
