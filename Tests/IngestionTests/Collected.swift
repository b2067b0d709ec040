import Bibliography
import Bytes

@testable import Ingestion

/// A sink that keeps what it is given, and writes it in a form that a test can state.
final class Collected: PaperSink {
  var papers: [Paper] = []
  var rejected: [Diagnostic] = []
  var reported: [Diagnostic] = []
  var persons: [PersonRecord] = []

  func keep(_ paper: Paper) { papers.append(paper) }
  func reject(_ diagnostic: Diagnostic) { rejected.append(diagnostic) }
  func report(_ diagnostic: Diagnostic) { reported.append(diagnostic) }
  func describe(_ person: PersonRecord) { persons.append(person) }

  /// Reads `text` as the file `x`.
  static func reading(_ text: String, as reader: any Reader.Type, context: ReadingContext = ReadingContext()) throws
    -> Collected
  {
    try reading(Array(text.utf8), as: reader, context: context)
  }

  /// Reads `bytes` as the file `x` with a reader that has been made.
  static func reading(_ bytes: [UInt8], with reader: any Reader) throws -> Collected {
    let sink = Collected()
    try reader.read(Input(name: "x", bytes: bytes), context: ReadingContext(), into: sink)
    return sink
  }

  static func reading(
    _ bytes: [UInt8], as reader: any Reader.Type, context: ReadingContext = ReadingContext()
  ) throws -> Collected {
    let sink = Collected()
    try reader.init().read(Input(name: "x", bytes: bytes), context: context, into: sink)
    return sink
  }

  /// Papers, then diagnostics, one fact a line, in the order they came:
  ///
  ///     3:1 paper Title | venue 2025 | Boston | 2025-07-07 | session | 1-9 | 10.1/x
  ///       Ann Lee orcid:0000-0002-1825-0097 openalex:A1
  ///         MIT ror:042nb2s44
  ///       Bo Li: not_given
  ///       shared: Some address
  ///       key=value
  ///     ! 9:1 code
  var text: String {
    var lines: [String] = []
    for paper in papers {
      let pages = [paper.firstPage, paper.lastPage].compactMap { $0 }.joined(separator: "-")
      let venue = [paper.venue, paper.year.map(String.init)].compactMap { $0 }.joined(separator: " ")
      let rest = [venue, paper.place, paper.day, paper.session, pages, paper.doi?.value].compactMap { $0 }
      let head = "\(paper.location.line):\(paper.location.column) \(paper.kind) \(paper.title)"
      lines.append(([head] + rest.filter { !$0.isEmpty }).joined(separator: " | "))
      for author in paper.authors {
        let orcid = author.orcid.map { ["orcid:\($0)"] } ?? []
        let state = author.state == .given ? "" : ": \(author.state.rawValue)"
        lines.append("  " + ([author.name] + orcid + author.identifiers.map(render)).joined(separator: " ") + state)
        for affiliation in author.affiliations { lines.append("    " + render(affiliation)) }
      }
      for affiliation in paper.sharedAffiliations { lines.append("  shared: " + render(affiliation)) }
      for field in paper.fields { lines.append("  \(field.key)=\(field.value)") }
    }
    for person in persons {
      let rest = person.identifiers.map(render) + (person.orcid.map { ["orcid:\($0)"] } ?? [])
      lines.append("@ \(person.location.line) " + (person.names + rest).joined(separator: " | "))
      for place in person.affiliations { lines.append("  \(place.text) (\(place.label ?? "-"))") }
    }
    for diagnostic in rejected {
      lines.append("! \(diagnostic.location?.line ?? 0):\(diagnostic.location?.column ?? 0) \(diagnostic.code)")
    }
    for diagnostic in reported {
      lines.append("? \(diagnostic.location?.line ?? 0):\(diagnostic.location?.column ?? 0) \(diagnostic.code)")
    }
    return lines.joined(separator: "\n")
  }

  private func render(_ affiliation: Affiliation) -> String {
    ([affiliation.text] + affiliation.identifiers.map(render)).joined(separator: " ")
  }

  private func render(_ identifier: AssertedIdentifier) -> String {
    "\(identifier.scheme):\(identifier.value)" + (identifier.assertedBy.map { "(\($0))" } ?? "")
  }
}
