import Bibliography

extension Authorships {
  /// Ties authors, institutions or countries that share papers.
  ///
  /// Each paper with n distinct nodes adds 1 to the joint papers of each of its n(n - 1)/2 pairs and 1/(n - 1) to
  /// their fractional weight, so that each node's share of one paper's ties is 1.
  ///
  ///     // papers {A, B, C}, {A, C}, {B, D}: A-C 2 papers, 1/2 + 1 = 1.5; A-B 1, 0.5; B-C 1, 0.5; B-D 1, 1
  ///
  /// - Parameter maxNodes: papers with more nodes give their nodes papers and credit but no ties, and are counted in
  ///   the method; one paper of n nodes costs n²/2.
  /// - Complexity: O(P log P) for P pairs over all papers.
  ///
  /// Source: Perianes-Rodriguez, Waltman & van Eck (2016), J. Informetrics 10(4), doi:10.1016/j.joi.2016.10.006.
  public func network(of kind: NodeKind, countryOf: CountryOf = .seat, maxNodes: Int = 3000) -> Network {
    let membership = self.membership(of: kind, countryOf: countryOf)
    let order = membership.nodes.indices.sorted {
      let (a, b) = (membership.nodes[$0], membership.nodes[$1])
      if a.papers != b.papers { return a.papers > b.papers }
      return a.name != b.name ? a.name < b.name : a.key < b.key
    }
    var rank = [Int](repeating: 0, count: order.count)
    for (position, node) in order.enumerated() { rank[node] = position }

    struct Pair {
      var a: UInt32
      var b: UInt32
      var paper: UInt32
      var onePerson: Bool
    }
    var pairs: [Pair] = []
    var single = 0
    var skipped = 0
    for paper in papers.indices {
      let members = membership.byPaper[paper].map { (node: rank[$0.node], people: $0.people) }
        .sorted { $0.node < $1.node }
      if members.count == 1 { single += 1 }
      guard members.count <= maxNodes else {
        skipped += 1
        continue
      }
      for i in members.indices {
        for j in members.index(after: i)..<members.endIndex {
          let alone = kind != .authors && members[i].people.count == 1 && members[i].people == members[j].people
          pairs.append(
            Pair(
              a: UInt32(members[i].node), b: UInt32(members[j].node), paper: UInt32(paper), onePerson: alone))
        }
      }
    }
    pairs.sort { ($0.a, $0.b, $0.paper) < ($1.a, $1.b, $1.paper) }

    var edges: [Network.Edge] = []
    for pair in pairs {
      let share = 1 / Double(membership.byPaper[Int(pair.paper)].count - 1)
      if let last = edges.last, last.a == Int(pair.a), last.b == Int(pair.b) {
        edges[edges.count - 1].papers += 1
        edges[edges.count - 1].fractional += share
        edges[edges.count - 1].onePersonPapers += pair.onePerson ? 1 : 0
        edges[edges.count - 1].paperIDs.append(papers[Int(pair.paper)].id)
      } else {
        edges.append(
          Network.Edge(
            a: Int(pair.a), b: Int(pair.b), papers: 1, fractional: share, onePersonPapers: pair.onePerson ? 1 : 0,
            paperIDs: [papers[Int(pair.paper)].id]))
      }
    }
    for index in edges.indices { edges[index].paperIDs.sort() }

    var method =
      self.method + [
        MethodLine("nodes", kind.rawValue),
        MethodLine("ties", "joint papers (full) and 1/(n - 1) of each (fractional)"),
      ]
    if skipped > 0 { method.append(MethodLine("left_out", "\(skipped) papers with more than \(maxNodes) \(kind)")) }
    return Network(
      kind: kind, nodes: order.map { membership.nodes[$0] }, edges: edges, singlePapers: single, method: method)
  }

  /// Who stands on each paper, once per paper, with the positions of the people behind them.
  struct Membership {
    var nodes: [Network.Node]
    /// A node of a paper and the ascending positions of the authors who make it one.
    var byPaper: [[(node: Int, people: [Int])]]
  }

  func membership(of kind: NodeKind, countryOf: CountryOf) -> Membership {
    var indexOf: [String: Int] = [:]
    var nodes: [Network.Node] = []
    func node(_ key: String, _ make: () -> Network.Node) -> Int {
      if let known = indexOf[key] { return known }
      indexOf[key] = nodes.count
      nodes.append(make())
      return nodes.count - 1
    }
    var byPaper: [[(node: Int, people: [Int])]] = []
    byPaper.reserveCapacity(papers.count)
    // For each node the paper it was last seen on and its place there, so that large teams cost no search.
    var seen: [(paper: Int, slot: Int)] = []
    for paper in papers.indices {
      var members: [(node: Int, people: [Int])] = []
      for credit in credits(of: paper) {
        let index: Int
        switch kind {
        case .authors:
          let author = authors[credit.author]
          index = node("author:\(author.id)") {
            Network.Node(key: "author:\(author.id)", name: author.name, papers: 0, credit: 0)
          }
        case .institutions:
          guard let institution = credit.institution.map({ institutions[$0] }) else { continue }
          index = node(institution.key) {
            Network.Node(
              key: institution.key, name: institution.name, sector: institution.sector, country: institution.country,
              papers: 0, credit: 0)
          }
        case .countries:
          guard let country = country(of: credit, rule: countryOf) else { continue }
          index = node(country) { Network.Node(key: country, name: country, country: country, papers: 0, credit: 0) }
        }
        nodes[index].credit += credit.weight
        while seen.count < nodes.count { seen.append((-1, 0)) }
        if seen[index].paper == paper {
          let slot = seen[index].slot
          if members[slot].people.last != credit.position { members[slot].people.append(credit.position) }
        } else {
          seen[index] = (paper, members.count)
          members.append((index, [credit.position]))
          nodes[index].papers += 1
        }
      }
      byPaper.append(members)
    }
    return Membership(nodes: nodes, byPaper: byPaper)
  }
}
