import Bibliography
import CCompression
import Foundation
import GRDB

/// A corpus as a folder of compressed JSON Lines with a schema, for Spark and object storage.
///
///     DIR/warehouse.json            what it holds: views, schemas, level, country rule, authors, resolution
///     DIR/paper/part-00000.jsonl.gz one object a line, in the order of the view; a new part every 250,000 rows, and one
///                                   without rows where a view has none
///
/// Only the views that others cannot be made from are written; the rest are made by SQL where the questions run.
public enum Warehouse {
  /// Views that are written, each after its schema in Spark's words.
  static let views: [(name: String, schema: String)] = [
    (
      "source",
      "source_id BIGINT, name STRING, format STRING, role STRING, read_records BIGINT, kept_records BIGINT, rejected_records BIGINT, content_hash STRING"
    ),
    (
      "paper",
      "paper_id BIGINT, title STRING, venue STRING, year BIGINT, place STRING, day STRING, session STRING, first_page STRING, last_page STRING, doi STRING, kind STRING, source_file STRING, source_line BIGINT, author_count BIGINT, source_id BIGINT"
    ),
    ("paper_field", "paper_id BIGINT, key STRING, value STRING, source STRING"),
    ("author", "author_id BIGINT, name STRING, orcid STRING, orcid_conflict BIGINT"),
    (
      "institution",
      "institution_id BIGINT, name STRING, ror STRING, sector STRING, country STRING, city STRING, latitude DOUBLE, longitude DOUBLE, host_id BIGINT, family_id BIGINT, sector_rule STRING, unit_of BIGINT, key STRING"
    ),
    (
      "authorship",
      "paper_id BIGINT, position BIGINT, author_id BIGINT, author_count BIGINT, name_as_written STRING, state STRING, source_line BIGINT, mention_id BIGINT"
    ),
    (
      "affiliation",
      "paper_id BIGINT, position BIGINT, ordinal BIGINT, part BIGINT, institution_id BIGINT, unit STRING, text_as_written STRING, part_text STRING, state STRING, method STRING, confidence DOUBLE, site_country STRING, affiliation_id BIGINT"
    ),
    (
      "credit",
      "paper_id BIGINT, position BIGINT, author_id BIGINT, institution_id BIGINT, state STRING, weight DOUBLE, site_country STRING"
    ),
    (
      "paper_institution",
      "paper_id BIGINT, institution_id BIGINT, weight_full BIGINT, weight_fractional DOUBLE, authors BIGINT, first_position BIGINT"
    ),
    ("paper_absence", "paper_id BIGINT, state STRING, weight_full BIGINT, weight_fractional DOUBLE, authors BIGINT"),
    ("identifier", "kind STRING, text STRING, scheme STRING, value STRING, asserted_by STRING"),
    (
      "person_record",
      "person_record_id BIGINT, what STRING, ordinal BIGINT, text STRING, label STRING, source STRING, source_file STRING, source_line BIGINT"
    ),
    ("institution_group", "name STRING, institution_id BIGINT"),
    ("paper_group", "paper_id BIGINT, name STRING"),
    (
      "decision",
      "mention STRING, entity STRING, method STRING, score DOUBLE, reason STRING, kind STRING, paper_id BIGINT"
    ),
    (
      "diagnostic",
      "source_file STRING, line BIGINT, column BIGINT, code STRING, severity STRING, message STRING, source STRING"
    ),
  ]

  /// Names of a schema's columns.
  static func columns(_ schema: String) -> [String] {
    schema.split(separator: ",").compactMap { $0.split(separator: " ").first.map(String.init) }
  }

  /// What `warehouse.json` says.
  struct Manifest: Codable, Equatable {
    struct View: Codable, Equatable {
      var name: String
      var schema: String
      var rows: Int
      var parts: Int
    }
    var version = 1
    var level: String
    var countryOf: String
    var authors: String
    var resolution: String
    var views: [View]
  }

  static let rowsPerPart = 250_000
}

extension Corpus {
  /// Writes the scope's views into `folder`, which must not exist or be empty.
  ///
  /// The folder appears whole or not at all: it is made beside its place and renamed.
  ///
  /// - Returns: rows written, all views together.
  /// - Throws: `warehouse.exists`, `warehouse.unwritable`.
  @discardableResult
  public func exportWarehouse(_ scope: Scope = Scope(), to folder: String) throws -> Int {
    let manager = FileManager.default
    if let there = try? manager.contentsOfDirectory(atPath: folder) {
      guard there.isEmpty else {
        throw CoterieError("warehouse.exists", "the folder '\(folder)' is not empty. Name a new one.")
      }
      try? manager.removeItem(atPath: folder)
    }
    let making = folder + ".making"
    try? manager.removeItem(atPath: making)
    defer { try? manager.removeItem(atPath: making) }
    let resolution = try resolutionStatement()
    return try read(scope) { db in
      var manifest = Warehouse.Manifest(
        level: scope.level.rawValue, countryOf: scope.countryOf.rawValue, authors: scope.authors.rawValue,
        resolution: resolution, views: [])
      for (name, schema) in Warehouse.views {
        let path = making + "/" + name
        do {
          try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
          throw CoterieError("warehouse.unwritable", "the folder '\(folder)' cannot be made. Check where it lies.")
        }
        manifest.views.append(try Self.write(db, name, schema, to: path))
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try encoder.encode(manifest).write(to: URL(fileURLWithPath: making + "/warehouse.json"))
      try manager.moveItem(atPath: making, toPath: folder)
      return manifest.views.reduce(0) { $0 + $1.rows }
    }
  }

  private static func write(
    _ db: Database, _ name: String, _ schema: String, to path: String
  ) throws -> Warehouse.Manifest.View {
    let columns = Warehouse.columns(schema)
    let row = try RawStatement(
      db, "SELECT \(columns.map { "\"\($0)\"" }.joined(separator: ", ")) FROM \(name)")
    let keys = columns.map { column -> [UInt8] in
      var json = JSONText()
      json.string(column)
      json.raw(":")
      return json.bytes
    }
    var view = Warehouse.Manifest.View(name: name, schema: schema, rows: 0, parts: 0)
    var part: GzipFile?
    var json = JSONText()
    func next() throws {
      try part?.write(json.bytes)
      json.removeAll()
      try part?.close()
      let number = String(view.parts)
      part = try GzipFile(path + "/part-\(String(repeating: "0", count: max(0, 5 - number.count)))\(number).jsonl.gz")
      view.parts += 1
    }
    while try row.step() {
      if view.rows % Warehouse.rowsPerPart == 0 { try next() }
      view.rows += 1
      json.raw("{")
      var isFirst = true
      for (index, key) in keys.enumerated() where !row.isNull(Int32(index)) {
        if !isFirst { json.raw(",") }
        isFirst = false
        json.raw(key)
        switch row.value(Int32(index)) {
        case .null: json.raw("null")
        case .integer(let number): json.number(number)
        case .real(let number): json.number(number)
        case .text(let text): json.string(text)
        }
      }
      json.raw("}\n")
      if json.bytes.count > 1 << 18 {
        try part?.write(json.bytes)
        json.removeAll()
      }
    }
    if view.parts == 0 { try next() }
    try part?.write(json.bytes)
    try part?.close()
    return view
  }
}

/// A gzip file being written; zlib's own, level 6.
private final class GzipFile {
  private var file: gzFile?
  private let path: String

  init(_ path: String) throws {
    self.path = path
    file = gzopen(path, "wb6")
    guard file != nil else { throw failure }
  }

  deinit { if let file { gzclose(file) } }

  func write(_ bytes: [UInt8]) throws {
    guard let file, !bytes.isEmpty else { return }
    guard gzwrite(file, bytes, UInt32(bytes.count)) == Int32(bytes.count) else { throw failure }
  }

  func close() throws {
    guard let open = file else { return }
    file = nil
    guard gzclose(open) == Z_OK else { throw failure }
  }

  private var failure: CoterieError {
    CoterieError("warehouse.unwritable", "'\(path)' cannot be written. Check the space left on the disk.")
  }
}
