import Bibliography

extension Curation {
  /// An author as a row names one: a printed name, and where only some of its mentions are meant, a paper behind it.
  ///
  ///     Jane Q. Smith                      // every mention of this name, in either order of its parts
  ///     Bo Yuan [osdi25-contents.txt:25]   // the one on the paper that starts on this line of the source
  ///     Bo Yuan [10.1145/1234.5678]        // the one on the paper with this DOI
  struct AuthorReference: Hashable {
    /// `AuthorName.key` of the name.
    var key: String
    /// `file:line` or a DOI, folded to lower case; nil for all papers.
    var place: String?

    init(_ text: String) {
      var name = text
      if text.hasSuffix("]"), let open = text.lastIndex(of: "["), open > text.startIndex {
        place = String(text[text.index(after: open)...].dropLast()).lowercased()
        name = String(text[..<open]).trimmingSpaces()
      }
      key = AuthorName(name).key
    }
  }

  /// What the rows about authors say of `mentions`.
  ///
  /// - Parameters:
  ///   - places: what a person may call the paper of a mention: `file:line` and its DOI, lower case.
  /// - Returns: the statements, the display name for each mention that a row renames, and how many mentions each row
  ///   found, aligned with `rows`.
  /// - Complexity: O(mentions + rows).
  public func authors(
    in mentions: [AuthorMention], places: (AuthorMention) -> [String]
  ) -> (statements: [AuthorCuration], names: [Int: String], uses: [Int]) {
    var uses = Array(repeating: 0, count: rows.count)
    let numbers = rows.indices.filter {
      rows[$0].concerns(.author) && [.merge, .keepApart, .rename].contains(rows[$0].action)
    }
    guard !numbers.isEmpty else { return ([], [:], uses) }
    var found: [AuthorReference: [Int]] = [:]
    var wanted: [String: [AuthorReference]] = [:]
    for number in numbers {
      let row = rows[number]
      for text in row.action == .rename ? [row.name] : [row.name, row.value] {
        let reference = AuthorReference(text)
        if found.updateValue([], forKey: reference) == nil { wanted[reference.key, default: []].append(reference) }
      }
    }
    var keyOf: [String: String] = [:]
    for (index, mention) in mentions.enumerated() {
      let key = keyOf[mention.name] ?? AuthorName(mention.name).key
      keyOf[mention.name] = key
      guard let references = wanted[key] else { continue }
      let papers = references.contains { $0.place != nil } ? places(mention) : []
      for reference in references where reference.place.map(papers.contains) ?? true {
        found[reference, default: []].append(index)
      }
    }
    var statements: [AuthorCuration] = []
    var names: [Int: String] = [:]
    for number in numbers {
      let row = rows[number]
      let own = found[AuthorReference(row.name)] ?? []
      if row.action == .rename {
        uses[number] = own.count
        for mention in own where names[mention] == nil { names[mention] = row.value }
        continue
      }
      let others = found[AuthorReference(row.value)] ?? []
      guard !own.isEmpty else { continue }
      if others.isEmpty {
        // A thesaurus replaces a name by one that nobody prints.
        guard row.action == .merge else { continue }
        uses[number] = own.count
        for mention in own where names[mention] == nil { names[mention] = row.value }
        statements.append(
          AuthorCuration(mentions: own, others: own, same: true, source: row.location.description))
        found[AuthorReference(row.value)] = own
        continue
      }
      uses[number] = own.count
      statements.append(
        AuthorCuration(
          mentions: own, others: others, same: row.action == .merge, source: row.location.description))
    }
    return (statements, names, uses)
  }
}

extension Curation {
  /// What the rows about authors make of authors told apart by name: another name for some of them; those given the same
  /// one are one. Rows that name papers hold for resolved authors only.
  ///
  /// - Parameter authors: the printed name of each author by number.
  /// - Returns: the author each one counts as and the name that one has, and how many authors each row found.
  public func authorNames(
    _ authors: [(id: Int64, name: String)]
  ) -> (names: [Int64: (into: Int64, name: String)], uses: [Int]) {
    var uses = Array(repeating: 0, count: rows.count)
    let numbers = rows.indices.filter {
      rows[$0].concerns(.author) && [.merge, .rename].contains(rows[$0].action)
        && AuthorReference(rows[$0].name).place == nil && AuthorReference(rows[$0].value).place == nil
    }
    guard !numbers.isEmpty else { return ([:], uses) }
    var merge: [String: Int] = [:]
    var rename: [String: Int] = [:]
    var spelling: [String: String] = [:]
    for number in numbers {
      let row = rows[number]
      let (name, value) = (AuthorReference(row.name).key, AuthorReference(row.value).key)
      if row.action == .merge { merge[name] = number } else { rename[name] = number }
      if spelling[value] == nil { spelling[value] = row.value }
    }
    var changed: [Int64: (into: Int64, name: String)] = [:]
    var holder: [String: Int64] = [:]
    var keys: [(id: Int64, key: String, name: String)] = []
    for (id, name) in authors {
      let key = AuthorName(name).key
      keys.append((id, key, name))
      if holder[key] == nil { holder[key] = id }
    }
    for (id, key, name) in keys {
      var target = key
      var steps = 0
      while let number = merge[target], steps <= rows.count {
        uses[number] += 1
        target = AuthorReference(rows[number].value).key
        steps += 1
      }
      var label = steps > 0 ? spelling[target] ?? name : name
      if let number = rename[target] {
        uses[number] += 1
        label = rows[number].value
      }
      guard steps > 0 || label != name else { continue }
      let into = holder[target] ?? id
      if holder[target] == nil { holder[target] = id }
      changed[id] = (into, label)
    }
    return (changed, uses)
  }
}
