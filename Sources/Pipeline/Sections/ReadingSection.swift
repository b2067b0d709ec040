import Analysis
import Bibliography
import Reporting
import Store

/// What was read, what was lost and why, and how sure the names are.
func readingSection(_ material: ReportMaterial) throws -> ReportInput.Section {
  let sources = material.workspace.sources
  let read = sources.reduce(0) { $0 + $1.read }
  let kept = sources.reduce(0) { $0 + $1.kept }
  let rejected = sources.reduce(0) { $0 + $1.rejected }
  let credit = material.authorships.creditTable()
  let methods = try material.answer("resolution-methods")
  let counted = shares(material.authorships)
  return ReportInput.Section(
    id: "reading", title: "What was read, and how sure we are",
    lead: [
      "Read \(read) records, kept \(kept), rejected \(rejected). Every paper below names the line it was read from.",
      "\(counted.resolved) of \(counted.all) shares of authors in papers lead to an institution. The rest is kept apart, "
        + "by its reason: nothing is guessed away, and unknown is a class of its own.",
    ],
    tables: [
      .init(id: "sources", table: try sourcesTable(material.workspace)),
      .init(id: "credit-by-sector", table: credit),
      .init(id: "resolution-methods", table: methods, isFolded: true),
    ])
}

/// One row a source: read = kept + rejected; authors, and affiliations by whether the source ties them to an author.
/// A source that could not be read at all has a row with its reason and no counts.
public func sourcesTable(_ workspace: Workspace) throws -> Table {
  let contents = Dictionary(
    zip(try workspace.corpus.sources().map(\.contentHash), try workspace.corpus.sourceContents()),
    uniquingKeysWith: { first, _ in first })
  let read = workspace.sources.map { source -> [Table.Value] in
    let held = contents[source.contentHash]
    return [
      .text(source.name), .text(source.format), .text(source.role), .integer(source.read), .integer(source.kept),
      .integer(source.rejected), .integer(held?.authors ?? 0), .integer(held?.affiliations ?? 0),
      .integer(held?.notGivenAuthors ?? 0), .integer(held?.sharedAuthors ?? 0),
      .integer(held?.sharedAffiliations ?? 0),
    ]
  }
  let unread = workspace.unread.map { failure -> [Table.Value] in
    [.text(failure.name), .null, .null, .integer(0), .integer(0), .integer(0)]
      + [Table.Value](repeating: .integer(0), count: 5) + [.text(failure.error.diagnostic.code)]
  }
  let isWhole = unread.isEmpty
  return Table(
    title: "Sources",
    columns: [
      .init("source"), .init("format"), .init("role"), .init("read", unit: "records"), .init("kept", unit: "records"),
      .init("rejected", unit: "records"), .init("authors"), .init("affiliations"), .init("not given"),
      .init("shared"), .init("shared affiliations"),
    ] + (isWhole ? [] : [.init("unread")]),
    rows: (isWhole ? read : read.map { $0 + [.null] }) + unread,
    notes: [
      "Authors count once a paper, affiliations once for each author that the source ties them to; 'not given' and "
        + "'shared' are authors without one, and shared affiliations those that the source ties to no author."
    ])
}

private func shares(_ authorships: Authorships) -> (resolved: Int, all: Int) {
  (authorships.credits.count { $0.institution != nil }, authorships.credits.count)
}
