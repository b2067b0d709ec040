import Bibliography

extension Clustering {
  /// One row a cluster of at least two nodes: size, its leading members, ties inside and outside, stability, mix.
  ///
  /// - Parameter authorships: what the network was made from, for the mix of the papers inside.
  public func table(_ authorships: Authorships) -> Table {
    let indexOf = Dictionary(uniqueKeysWithValues: authorships.papers.enumerated().map { ($1.id, $0) })
    let listed = clusters.filter { $0.members.count > 1 }
    let rows = listed.map { cluster -> [Table.Value] in
      let mix = authorships.sectorMix(of: cluster.paperIDs.compactMap { indexOf[$0] }, seed: options.seed)
      return [
        .integer(cluster.index + 1), .text(name(of: cluster)), .integer(cluster.members.count),
        .integer(cluster.paperIDs.count), .real(cluster.inside), .real(cluster.outside),
        cluster.stability.map { .real($0) } ?? .null,
        .text(cluster.isOnePaper ? "one paper's \(network.kind.rawValue)" : "cluster"),
        .integer(mix.row("any_industry")?.papers ?? 0), .real(mix.row("industry_credit")?.share ?? 0),
        .text(members(of: cluster).joined(separator: "; ")),
      ]
    }
    let alone = clusters.count - listed.count
    let onePaper = listed.count(where: \.isOnePaper)
    return Table(
      title: "Collaboration clusters of \(network.kind.rawValue)",
      method: method + [
        MethodLine("quality", "\(quality)"),
        MethodLine(
          "stability", options.stabilitySeeds > 0 ? "mean Jaccard over \(options.stabilitySeeds) seeds" : "none"),
      ],
      columns: [
        .init("cluster"), .init("name"), .init("size", unit: network.kind.rawValue),
        .init("papers", unit: "papers", note: "papers that tie two members"),
        .init("inside", unit: "papers", note: "weight of ties inside"),
        .init("outside", unit: "papers", note: "weight of ties that leave"), .init("stability", unit: "0…1"),
        .init("kind"), .init("any_industry_papers", unit: "papers"), .init("industry_credit", unit: "0…1"),
        .init("members"),
      ],
      rows: rows,
      notes: [
        "\(listed.count) clusters of at least two \(network.kind.rawValue), \(onePaper) of them the "
          + "\(network.kind.rawValue) of a single paper; \(alone) \(network.kind.rawValue) have no tie.",
        "\(components) connected components, the largest of \(largestComponent) \(network.kind.rawValue).",
      ])
  }

  /// One row a node.
  public func membersTable() -> Table {
    let stability = Dictionary(uniqueKeysWithValues: clusters.map { ($0.index, $0.stability) })
    return Table(
      title: "Clusters and their \(network.kind.rawValue)", method: method,
      columns: [
        .init("node"), .init("cluster"), .init("papers", unit: "papers"), .init("credit", unit: "papers"),
        .init("cluster_size", unit: network.kind.rawValue), .init("cluster_stability", unit: "0…1"),
      ],
      rows: clusters.flatMap { cluster in
        cluster.members.map { member in
          let node = network.nodes[member]
          return [
            .text(node.name), .integer(cluster.index + 1), .integer(node.papers), .real(node.credit),
            .integer(cluster.members.count), (stability[cluster.index] ?? nil).map { .real($0) } ?? .null,
          ]
        }
      })
  }

  /// Named by its two members with the most papers.
  public func name(of cluster: Cluster) -> String {
    let names = members(of: cluster)
    return names.prefix(2).joined(separator: ", ") + (names.count > 2 ? " +\(names.count - 2)" : "")
  }

  /// Names of the members, most papers first.
  public func members(of cluster: Cluster) -> [String] { cluster.members.map { network.nodes[$0].name } }
}
