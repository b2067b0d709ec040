/// An assignment of every node to one cluster.
public struct Partition: Sendable, Hashable {
  /// The cluster of each node, numbered from 0 by size (largest first), then by smallest member.
  public let membership: [Int32]
  /// Number of clusters.
  public let count: Int
  /// What the quality function says of this partition; see `QualityFunction` for its unit.
  public let quality: Double

  /// A partition from any labels 0... that tell clusters apart; they are renumbered.
  public init(membership: [Int32], quality: Double = .nan) {
    self.membership = Partition.numbered(membership)
    count = Int((self.membership.max() ?? -1) + 1)
    self.quality = quality
  }

  /// Nodes in each cluster.
  public var sizes: [Int] {
    var sizes = [Int](repeating: 0, count: count)
    for cluster in membership { sizes[Int(cluster)] += 1 }
    return sizes
  }

  /// The members of each cluster, ascending.
  public var members: [[Int]] {
    var members = [[Int]](repeating: [], count: count)
    for (node, cluster) in membership.enumerated() { members[Int(cluster)].append(node) }
    return members
  }

  /// Labels renumbered from 0 by size (largest first), then by smallest member.
  ///
  ///     Partition.numbered([7, 3, 3, 9])  // [1, 0, 0, 2]
  ///
  /// - Precondition: labels are not negative.
  /// - Complexity: O(n + largest label + c log c), c the number of labels in use.
  public static func numbered(_ labels: [Int32]) -> [Int32] {
    let top = Int(labels.max() ?? -1)
    var size = [Int](repeating: 0, count: top + 1)
    var inOrder: [Int32] = []  // of first member
    for label in labels {
      precondition(label >= 0, "a label is negative")
      if size[Int(label)] == 0 { inOrder.append(label) }
      size[Int(label)] += 1
    }
    var rank = [Int32](repeating: -1, count: top + 1)
    let bySize = inOrder.enumerated().sorted {
      let (left, right) = (size[Int($0.element)], size[Int($1.element)])
      return left != right ? left > right : $0.offset < $1.offset
    }
    for (number, label) in bySize.enumerated() { rank[Int(label.element)] = Int32(number) }
    return labels.map { rank[Int($0)] }
  }
}
