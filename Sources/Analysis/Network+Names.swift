import Bibliography

extension Network {
  /// The node of this key or name; without an exact one, the only name that holds the words, whatever its case.
  ///
  /// Throws `network.unknown-node` when none or several fit, and says which.
  public func node(called name: String) throws -> Int {
    if let exact = nodes.firstIndex(where: { $0.key == name || $0.name == name }) { return exact }
    let folded = name.lowercased()
    if let same = nodes.firstIndex(where: { $0.name.lowercased() == folded }) { return same }
    let holding = nodes.indices.filter { nodes[$0].name.lowercased().contains(folded) }
    if holding.count == 1 { return holding[0] }
    let hint =
      holding.isEmpty
      ? "Check the spelling."
      : "It fits \(holding.count) of them: \(holding.prefix(4).map { "'\(nodes[$0].name)'" }.joined(separator: ", "))"
        + (holding.count > 4 ? ", …" : "") + "."
    throw CoterieError("network.unknown-node", "no \(kind.singular) is named '\(name)'. \(hint)")
  }
}
