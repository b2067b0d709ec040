import Bibliography
import GRDB

extension Corpus {
  /// Writes the papers of the scope as records: one JSON object a line, as design and README give it.
  ///
  /// Papers come by id; `id` is a hash of the rest of the line. Memory grows with the distinct lists of affiliations,
  /// each of which is put into JSON once.
  ///
  /// - Parameter sink: takes about a megabyte of whole lines at a time.
  /// - Returns: the number of records.
  @discardableResult
  public func exportRecords(_ scope: Scope = Scope(), to sink: ([UInt8]) throws -> Void) throws -> Int {
    try read(scope) { db in
      var writer = try RecordWriter(db)
      var lines: [UInt8] = []
      var count = 0
      while let line = try writer.next() {
        lines.append(contentsOf: line)
        count += 1
        if lines.count > 1 << 20 {
          try sink(lines)
          lines.removeAll(keepingCapacity: true)
        }
      }
      if !lines.isEmpty { try sink(lines) }
      return count
    }
  }
}

/// Four scans in step, all in order of papers: papers, authorships, fields, and the lists they point to.
private struct RecordWriter {
  private let paper: RawStatement
  private let author: RawStatement
  private let field: RawStatement
  private let list: RawStatement
  private var hasAuthor: Bool
  private var hasField: Bool
  /// JSON of each list's affiliations met so far.
  private var lists: [Int64: [UInt8]] = [:]

  init(_ db: Database) throws {
    paper = try RawStatement(
      db,
      """
      SELECT p.paper_id, p.title, p.kind, p.venue, p.year, p.place, p.day, p.session, p.first_page, p.last_page, p.doi,
        p.source_file, p.source_line, w."column", w.shared_list_id
      FROM paper AS p JOIN written_paper AS w ON w.paper_id = p.paper_id ORDER BY p.paper_id
      """)
    author = try RawStatement(
      db,
      """
      SELECT w.paper_id, w.position, m.name, m.orcid, m.identifiers, w.list_id, l.state
      FROM written_authorship AS w
      JOIN written_mention AS m ON m.mention_id = w.mention_id
      JOIN written_list AS l ON l.list_id = w.list_id
      WHERE w.paper_id IN (SELECT paper_id FROM paper)
      ORDER BY w.paper_id, w.position
      """)
    field = try RawStatement(
      db,
      """
      SELECT w.paper_id, k.text, w.value
      FROM written_field AS w JOIN written_string AS k ON k.string_id = w.key_id
      WHERE w.paper_id IN (SELECT paper_id FROM paper)
      ORDER BY w.paper_id, w.ordinal
      """)
    list = try RawStatement(
      db,
      """
      SELECT l.ordinal, a.text, a.identifiers, d.part, coalesce(d.text, a.text), coalesce(d.state, 'unresolved'),
        d.unit, coalesce(d.method, 'none'), coalesce(d.confidence, 0.0), i.name, i.ror, i.sector, i.country
      FROM written_list_member AS l
      JOIN written_affiliation AS a ON a.affiliation_id = l.affiliation_id
      LEFT JOIN decided_part AS d ON d.affiliation_id = a.affiliation_id
      LEFT JOIN decided_institution AS i ON i.institution_id = d.institution_id
      WHERE l.list_id = ?
      ORDER BY l.ordinal, d.part
      """)
    hasAuthor = try author.step()
    hasField = try field.step()
  }

  /// The next paper as a line with its line feed; nil at the end.
  mutating func next() throws -> [UInt8]? {
    guard try paper.step() else { return nil }
    let id = paper.integer(0)
    var json = JSONText()
    json.raw(",\"title\":")
    json.string(paper.text(1))
    json.raw(",\"kind\":")
    json.string(paper.text(2))
    json.raw(",\"venue\":")
    json.string(paper.text(3))
    json.raw(",\"year\":")
    json.number(paper.isNull(4) ? nil : Int(paper.integer(4)))
    json.raw(",\"place\":")
    json.string(paper.text(5))
    json.raw(",\"day\":")
    json.string(paper.text(6))
    json.raw(",\"session\":")
    json.string(paper.text(7))
    json.raw(",\"first_page\":")
    json.string(paper.text(8))
    json.raw(",\"last_page\":")
    json.string(paper.text(9))
    json.raw(",\"doi\":")
    json.string(paper.text(10))
    let isShared = !paper.isNull(14)
    json.raw(",\"authors\":[")
    try writeAuthors(of: id, isShared: isShared, to: &json)
    json.raw("]")
    if isShared {
      json.raw(",\"affiliations\":")
      json.raw(try affiliations(paper.integer(14)))
    }
    json.raw(",\"fields\":{")
    try writeFields(of: id, to: &json)
    json.raw("},\"source\":{\"file\":")
    json.string(paper.text(11))
    json.raw(",\"line\":")
    json.number(Int(paper.integer(12)))
    if paper.integer(13) != 1 {
      json.raw(",\"column\":")
      json.number(Int(paper.integer(13)))
    }
    json.raw("}}\n")

    var line = JSONText()
    line.raw("{\"id\":")
    let hash = json.bytes.withUnsafeBytes { InternPool.hash($0) }
    let digits = String(hash, radix: 16)
    line.string(String(repeating: "0", count: 16 - digits.count) + digits)
    line.raw(json.bytes)
    return line.bytes
  }

  private mutating func writeAuthors(of paper: Int64, isShared: Bool, to json: inout JSONText) throws {
    var isFirst = true
    while hasAuthor, author.integer(0) == paper {
      if !isFirst { json.raw(",") }
      isFirst = false
      let state = author.text(6) ?? "given"
      json.raw("{\"position\":")
      json.number(Int(author.integer(1)))
      json.raw(",\"name\":")
      json.string(author.text(2))
      json.raw(",\"orcid\":")
      json.string(author.text(3))
      json.raw(",\"unaffiliated\":")
      if state == "unaffiliated" { json.raw("true") } else { json.raw("false") }
      if state == "shared", !isShared { json.raw(",\"state\":\"shared\"") }
      if state == "not_given", isShared { json.raw(",\"state\":\"not_given\"") }
      let identifiers = Loader.identifiers(author.text(4))
      if !identifiers.isEmpty {
        json.raw(",\"identifiers\":")
        Self.write(identifiers, to: &json)
      }
      json.raw(",\"affiliations\":")
      json.raw(try affiliations(author.integer(5)))
      json.raw("}")
      hasAuthor = try author.step()
    }
  }

  /// Keys in the order the source gave them first; a key given more than once has an array.
  private mutating func writeFields(of paper: Int64, to json: inout JSONText) throws {
    var keys: [String] = []
    var values: [String: [String]] = [:]
    while hasField, field.integer(0) == paper {
      let key = field.text(1) ?? ""
      if values[key] == nil { keys.append(key) }
      values[key, default: []].append(field.text(2) ?? "")
      hasField = try field.step()
    }
    for (index, key) in keys.enumerated() {
      if index > 0 { json.raw(",") }
      json.string(key)
      json.raw(":")
      let all = values[key] ?? []
      if all.count > 1 { json.raw("[") }
      for (index, value) in all.enumerated() {
        if index > 0 { json.raw(",") }
        json.string(value)
      }
      if all.count > 1 { json.raw("]") }
    }
  }

  private mutating func affiliations(_ id: Int64) throws -> [UInt8] {
    if let known = lists[id] { return known }
    var json = JSONText()
    json.raw("[")
    list.bind(1, id)
    var ordinal: Int64 = 0
    while try list.step() {
      if list.integer(0) != ordinal {
        if ordinal > 0 { json.raw("]},") }
        ordinal = list.integer(0)
        json.raw("{\"text\":")
        json.string(list.text(1))
        let identifiers = Loader.identifiers(list.text(2))
        if !identifiers.isEmpty {
          json.raw(",\"identifiers\":")
          Self.write(identifiers, to: &json)
        }
        json.raw(",\"parts\":[")
      } else {
        json.raw(",")
      }
      writePart(to: &json)
    }
    if ordinal > 0 { json.raw("]}") }
    json.raw("]")
    lists[id] = json.bytes
    return json.bytes
  }

  private func writePart(to json: inout JSONText) {
    json.raw("{\"text\":")
    json.string(list.text(4))
    json.raw(",\"state\":")
    json.string(list.text(5))
    json.raw(",\"unit\":")
    json.string(list.text(6))
    json.raw(",\"method\":")
    json.string(list.text(7))
    json.raw(",\"confidence\":")
    json.number(list.real(8))
    json.raw(",\"institution\":")
    if let name = list.text(9) {
      json.raw("{\"name\":")
      json.string(name)
      json.raw(",\"ror\":")
      json.string(list.text(10))
      json.raw(",\"sector\":")
      json.string(list.text(11))
      json.raw(",\"country\":")
      json.string(list.text(12))
      json.raw("}")
    } else {
      json.raw("null")
    }
    json.raw("}")
  }

  private static func write(_ identifiers: [AssertedIdentifier], to json: inout JSONText) {
    json.raw("[")
    for (index, identifier) in identifiers.enumerated() {
      if index > 0 { json.raw(",") }
      json.raw("{\"scheme\":")
      json.string(identifier.scheme)
      json.raw(",\"value\":")
      json.string(identifier.value)
      json.raw(",\"asserted_by\":")
      json.string(identifier.assertedBy)
      json.raw("}")
    }
    json.raw("]")
  }
}
