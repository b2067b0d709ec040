import Bibliography

/// What the forms of Web of Science share: addresses with the names they belong to.
enum WebOfScience {
  /// Ties addresses to authors.
  ///
  /// Forms: `[Aria, Massimo; D'Aniello, Luca] Univ Naples, Italy.`, `Aria, Massimo; D'Aniello, Luca, Univ Naples, Italy.`
  /// (BibTeX), and a bare `Univ Naples, Italy.`, which is a single author's own and else shared. `names` are the
  /// authors as the source writes them, in order; `others` the same authors in another form (AU beside AF).
  static func affiliate(
    _ paper: inout Paper, lines: [String], names: [String], others: [String] = [], _ sink: any PaperSink
  ) {
    let folded = names.map { FieldText.folded($0) }
    let foldedOthers = others.map { FieldText.folded($0) }
    func indices(_ list: [String]) -> [Int] {
      list.flatMap { name -> [Int] in
        let key = FieldText.folded(name)
        return folded.indices.filter {
          folded[$0] == key || (foldedOthers.indices.contains($0) && foldedOthers[$0] == key)
        }
      }
    }
    var bare: [Affiliation] = []
    for line in lines {
      let (list, address) = taken(apart: line, names: names)
      if address.isEmpty { continue }
      if list.isEmpty {
        let lower = line.lowercased()
        if lower.contains("(corresponding author)") || lower.contains("(reprint author)") {
          paper.addField("correspondence", line)
        } else {
          bare.append(Affiliation(address))
        }
        continue
      }
      let found = indices(list)
      if found.count < list.count {
        sink.report(
          Diagnostic(
            .warning, "wos.unknown-author", "'\(line.prefix(60))...' names someone who is not among the authors.",
            at: paper.location))
      }
      for i in found where paper.authors.indices.contains(i) {
        paper.authors[i].affiliations.append(Affiliation(address))
      }
      if found.isEmpty { bare.append(Affiliation(address)) }
    }
    for i in paper.authors.indices {
      paper.authors[i].state = paper.authors[i].affiliations.isEmpty ? .notGiven : .given
    }
    paper.setAddresses(bare)
  }

  /// The names in front of an address, and the address without its final dot.
  private static func taken(apart line: String, names: [String]) -> (names: [String], address: String) {
    func address(_ text: some StringProtocol) -> String {
      let text = FieldText.clean(text)
      return text.hasSuffix(".") && !text.hasSuffix("Inc.") && !text.hasSuffix("Ltd.") ? String(text.dropLast()) : text
    }
    if line.hasPrefix("["), let close = line.firstIndex(of: "]") {
      return (
        FieldText.list(line[line.index(after: line.startIndex)..<close]), address(line[line.index(after: close)...])
      )
    }
    var found: [String] = []
    var rest = Substring(line)
    // The longest name first: "Li, A" is the beginning of "Li, An".
    let byLength = names.sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
    while let name = byLength.first(where: {
      rest.hasPrefix($0) && [";", ","].contains(rest.dropFirst($0.count).first)
    }) {
      found.append(name)
      rest = rest.dropFirst(name.count)
      let isLast = rest.first == ","
      rest = rest.dropFirst().drop { $0 == " " }
      if isLast { break }
    }
    return (found, address(rest))
  }

  /// `Gomez-Ruiz, Jose/0000-0001-7469-8112` to the author of this name; one that is nobody's stays a field.
  static func addORCIDs(
    to paper: inout Paper, pairs: [String], names: [String], others: [String] = [], _ sink: any PaperSink
  ) {
    for pair in pairs where !pair.isEmpty {
      guard let slash = pair.lastIndex(of: "/") else { continue }
      let name = FieldText.folded(pair[..<slash])
      let place =
        names.firstIndex { FieldText.folded($0) == name } ?? others.firstIndex { FieldText.folded($0) == name }
      let value = String(pair[pair.index(after: slash)...])
      if let place, paper.authors.indices.contains(place) {
        paper.authors[place].orcid = sink.orcid(value, at: paper.location) ?? paper.authors[place].orcid
      } else {
        paper.addField("orcid", pair)
      }
    }
  }
}
