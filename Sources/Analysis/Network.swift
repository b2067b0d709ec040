import Bibliography

/// A co-authorship or co-publication network with its names: what Graphs clusters and Diagrams draws.
public struct Network: Sendable {
  /// An author, an institution or a country.
  public struct Node: Hashable, Sendable {
    /// The store's stable key.
    public var key: String
    /// What labels show.
    public var name: String
    /// Of an institution; nil for authors and countries.
    public var sector: Sector?
    /// ISO 3166-1 alpha-2.
    public var country: String?
    /// Papers in the selection, full counting (unit: papers).
    public var papers: Int
    /// Papers in the selection, fractional counting (unit: papers).
    public var credit: Double

    /// A node with its counts.
    public init(
      key: String, name: String, sector: Sector? = nil, country: String? = nil, papers: Int, credit: Double
    ) {
      self.key = key
      self.name = name
      self.sector = sector
      self.country = country
      self.papers = papers
      self.credit = credit
    }
  }

  /// A tie between two nodes.
  public struct Edge: Hashable, Sendable {
    /// Indices into `nodes`, `a < b`.
    public var a: Int
    /// The node with the larger index.
    public var b: Int
    /// Joint papers (full counting).
    public var papers: Int
    /// Joint papers, each weighing 1/(n - 1), n its number of nodes.
    public var fractional: Double
    /// Of `papers`, how many rest on one person who names both; 0 in networks of authors.
    public var onePersonPapers: Int
    /// The papers behind the tie, ascending store ids.
    public var paperIDs: [Int64]

    /// An edge with the papers behind it.
    public init(a: Int, b: Int, papers: Int, fractional: Double, onePersonPapers: Int = 0, paperIDs: [Int64] = []) {
      self.a = a
      self.b = b
      self.papers = papers
      self.fractional = fractional
      self.onePersonPapers = onePersonPapers
      self.paperIDs = paperIDs
    }
  }

  /// What the nodes are.
  public var kind: NodeKind
  /// By papers (descending), then name, then key.
  public var nodes: [Node]
  /// Ascending by (a, b), each pair once.
  public var edges: [Edge]
  /// Cluster of each node, numbered from 0 by size, then by smallest member; nil before clustering.
  public var clusters: [Int]?
  /// Papers of the selection that have only one node and so give no edge.
  public var singlePapers: Int
  /// Selection, level and counting.
  public var method: [MethodLine]

  /// A network; edges refer to nodes by index.
  public init(
    kind: NodeKind, nodes: [Node], edges: [Edge], clusters: [Int]? = nil, singlePapers: Int = 0,
    method: [MethodLine] = []
  ) {
    self.kind = kind
    self.nodes = nodes
    self.edges = edges
    self.clusters = clusters
    self.singlePapers = singlePapers
    self.method = method
  }
}
