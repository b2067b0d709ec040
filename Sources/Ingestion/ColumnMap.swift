import Bibliography
import Bytes
import Foundation
import TOML

/// Which column of a CSV file is what: how a layout that no reader knows is told to the program.
///
///     # one row a paper                          # one row an author
///     separator: ";"                             row: author
///     title: Paper title                         paper: Submission ID
///     authors:                                   title: Title
///       column: Authors                          given: First name
///       separator: ";"                           family: Last name
///     affiliations:                              affiliation: Organisation
///       column: Addresses                        orcid: ORCID
///       separator: ";"
///       belong: in-order
///     year: Year
///     fields:
///       cited_by: Times cited
///       keyword:
///         column: Keywords
///         separator: ","
///
/// YAML, of which block mappings, quoted and plain scalars are used; or the same keys in TOML, in a file that ends in
/// `.toml`. README has the list of keys.
public struct ColumnMap: Hashable, Sendable {
  /// A column by its heading, with the sign between several values in one cell.
  struct Column: Hashable, Sendable {
    var heading: String
    /// Nil: the cell is one value.
    var separator: String?
    /// Where the map names it.
    var line: Int
  }

  /// Whose an affiliation is.
  enum Belonging: String, Hashable, Sendable, CaseIterable {
    /// As many as authors, the first the first author's.
    case inOrder = "in-order"
    /// Every author has all of them.
    case everyone
    /// The file does not say.
    case shared
    /// In the authors' own cell: `A, B (X); C (Y)`.
    case inAuthors = "in-authors"
  }

  /// Between fields; nil: the sign that is most often in the first line.
  var separator: UInt8?
  /// Whether a row is an author, and rows with one `paper` value are a paper.
  var isRowAuthor = false
  /// Columns by the map's key: `title`, `authors`, `year`, ...
  var columns: [String: Column] = [:]
  var belonging: Belonging = .shared
  /// Everything else to keep, by the key under which it is kept, in the map's order.
  var fields: [Field] = []

  struct Field: Hashable, Sendable {
    var key: String
    var column: Column
  }

  private static let common = [
    "title", "kind", "venue", "year", "place", "day", "session", "pages", "first_page", "last_page", "doi",
  ]
  private static let ofPapers = ["authors", "affiliations", "orcids"]
  private static let ofAuthors = ["paper", "position", "author", "given", "family", "affiliation", "orcid"]

  /// Reads a map from a file.
  ///
  /// - Throws: `columns.…` with the place in the file, and `BytesError` when there is no such file.
  public init(file: String) throws {
    guard let input = try Input.open(file).first else { throw CoterieError("columns.empty", "'\(file)' is empty.") }
    let bytes = try input.readAll(limit: 1 << 20)
    if input.name.lowercased().hasSuffix(".toml") {
      try self.init(toml: bytes, file: input.name)
    } else {
      try self.init(text: String(decoding: bytes, as: UTF8.self), file: input.name)
    }
  }

  /// Reads a map from TOML.
  init(toml bytes: [UInt8], file: String) throws {
    var root: [(key: String, value: YAMLNode)] = []
    do {
      for leaf in try TOMLLeaf.all(of: bytes) {
        guard let text = leaf.text else {
          throw CoterieError(
            "columns.value", "'\(leaf.path.joined(separator: "."))' is \(leaf.kind), not text. Put it in quotes.",
            at: SourceLocation(file: file, line: leaf.line, column: leaf.column))
        }
        Self.insert(.scalar(text, line: leaf.line), at: leaf.path[...], into: &root, line: leaf.line)
      }
    } catch let error as TOMLError {
      throw CoterieError(
        "columns.syntax", "this is no TOML: \(error.message).",
        at: SourceLocation(file: file, line: error.line, column: error.column))
    }
    try self.init(root: root, file: file)
  }

  /// Puts a value where its path leads; tables on the way are made.
  private static func insert(
    _ value: YAMLNode, at path: ArraySlice<String>, into pairs: inout [(key: String, value: YAMLNode)], line: Int
  ) {
    guard let key = path.first else { return }
    guard path.count > 1 else { return pairs.append((key, value)) }
    var inner: [(key: String, value: YAMLNode)] = []
    var start = line
    let place = pairs.firstIndex { $0.key == key }
    if let place, case .mapping(let held, let line) = pairs[place].value { (inner, start) = (held, line) }
    insert(value, at: path.dropFirst(), into: &inner, line: line)
    if let place {
      pairs[place].value = .mapping(inner, line: start)
    } else {
      pairs.append((key, .mapping(inner, line: start)))
    }
  }

  /// Reads a map from text; `file` is its name in messages.
  public init(text: String, file: String) throws {
    let document = YAMLDocument(text)
    if let line = document.misunderstood.first {
      throw CoterieError(
        "columns.syntax", "this line fits no 'key: value' around it. Check its indentation.",
        at: SourceLocation(file: file, line: line))
    }
    guard case .mapping(let pairs, _)? = document.root else {
      throw CoterieError(
        "columns.syntax", "expected lines 'key: Heading of the column', such as 'title: Paper title'.",
        at: SourceLocation(file: file, line: 1))
    }
    try self.init(root: pairs, file: file)
  }

  /// Reads a map from keys and their values.
  private init(root pairs: [(key: String, value: YAMLNode)], file: String) throws {
    func failure(_ code: String, _ message: String, _ line: Int) -> CoterieError {
      CoterieError("columns.\(code)", message, at: SourceLocation(file: file, line: line))
    }
    for (key, value) in pairs {
      switch key {
      case "separator":
        guard case .scalar(let text, _) = value, let sign = Self.sign(text) else {
          throw failure("separator", "'separator' is one of , ; | and tab.", value.line)
        }
        separator = sign
      case "row":
        guard case .scalar(let text, _) = value, ["paper", "author"].contains(text) else {
          throw failure("row", "'row' is paper or author: what one row of the file is.", value.line)
        }
        isRowAuthor = text == "author"
      case "fields":
        guard case .mapping(let inner, _) = value else {
          throw failure("fields", "'fields' holds lines 'key: Heading' that are indented below it.", value.line)
        }
        for (name, value) in inner {
          let column = try Self.column(value, name, belonging: &belonging, failure)
          fields.append(Field(key: FieldText.key(name), column: column))
        }
      case let key where (Self.common + Self.ofPapers + Self.ofAuthors).contains(key):
        columns[key] = try Self.column(value, key, belonging: &belonging, failure)
      default:
        let all = Self.common + Self.ofPapers + Self.ofAuthors + ["separator", "row", "fields"]
        throw failure(
          "unknown-key", "'\(key)' is no key of a column map. There are: \(all.joined(separator: ", ")).", value.line)
      }
    }
    let wrong = columns.filter { (isRowAuthor ? Self.ofPapers : Self.ofAuthors).contains($0.key) }
    if let (key, column) = wrong.min(by: { $0.value.line < $1.value.line }) {
      throw failure(
        "row", "'\(key)' goes with 'row: \(isRowAuthor ? "paper" : "author")'. Say it, or take the key out.",
        column.line)
    }
    guard columns["title"] != nil || columns["doi"] != nil else {
      throw failure("no-title", "the map names no column for 'title'. Add a line 'title: Heading'.", 1)
    }
    if isRowAuthor {
      guard columns["paper"] != nil, columns["author"] != nil || columns["family"] != nil else {
        throw failure(
          "no-author", "with 'row: author' the map needs 'paper' (what tells papers apart) and 'author' or 'family'.", 1
        )
      }
    }
  }

  private static func sign(_ text: String) -> UInt8? {
    switch text {
    case "tab", "\\t", "\t", " ": 0x09
    case ",", "comma": UInt8(ascii: ",")
    case ";", "semicolon": UInt8(ascii: ";")
    case "|", "bar": UInt8(ascii: "|")
    default: nil
    }
  }

  private static func column(
    _ node: YAMLNode, _ key: String, belonging: inout Belonging,
    _ failure: (String, String, Int) -> CoterieError
  ) throws -> Column {
    switch node {
    case .scalar(let text, let line) where !text.isEmpty: return Column(heading: FieldText.clean(text), line: line)
    case .mapping(let pairs, let line):
      var column = Column(heading: "", line: line)
      for (name, value) in pairs {
        guard case .scalar(let text, let line) = value else {
          throw failure("value", "'\(name)' is one text.", value.line)
        }
        switch name {
        case "column":
          column.heading = FieldText.clean(text)
          column.line = line
        case "separator": column.separator = text == "tab" ? "\t" : text
        case "belong" where key == "affiliations" || key == "authors":
          guard let known = Belonging(rawValue: text) else {
            throw failure(
              "belong", "'belong' is one of \(Belonging.allCases.map(\.rawValue).joined(separator: ", ")).", line)
          }
          belonging = known
        default:
          throw failure("unknown-key", "'\(name)' is no key here. There are: column, separator, belong.", line)
        }
      }
      guard !column.heading.isEmpty else {
        throw failure("no-column", "'\(key)' names no column. Add 'column: Heading' below it.", line)
      }
      return column
    default: throw failure("no-column", "'\(key)' names no column. Write '\(key): Heading'.", node.line)
    }
  }
}
