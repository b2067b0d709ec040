import Bibliography

/// SQL that runs on SQLite, in the words of another engine: the one place where they differ.
public enum Dialect: String, Hashable, Sendable, Codable, CaseIterable {
  case sqlite, spark, duckdb

  /// A query of the portable subset in this dialect.
  ///
  /// Spark reads `1.0` as a decimal and rounds where it divides: numbers with a point become doubles (`1.0D`).
  func translate(_ sql: String) -> String {
    guard self == .spark else { return sql }
    return SQLText.pieces(sql).map { piece in
      piece.kind == .number && piece.text.contains(".") && !piece.text.hasSuffix("D") ? piece.text + "D" : piece.text
    }.joined()
  }

  /// A query with its parameters written into it, for a notebook.
  func bound(_ sql: String, _ values: [String: Bibliography.Table.Value]) -> String {
    let written = SQLText.pieces(translate(sql)).map { piece in
      guard piece.kind == .parameter, let value = values[String(piece.text.dropFirst())] else { return piece.text }
      return literal(value)
    }
    return written.joined()
  }

  /// A value as the dialect writes it. Spark takes a backslash in a string for an escape, the others do not.
  func literal(_ value: Bibliography.Table.Value) -> String {
    switch value {
    case .null: return "NULL"
    case .integer(let number): return String(number)
    case .real(let number): return self == .spark ? "\(number)D" : "\(number)"
    case .text(let text):
      let quoted =
        self == .spark
        ? text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") : text.replacing("'", with: "''")
      return "'\(quoted)'"
    }
  }
}

/// SQL cut into strings, comments, numbers, parameters and the rest.
enum SQLText {
  enum Kind { case string, comment, number, parameter, word, other }

  struct Piece {
    var kind: Kind
    var text: String
  }

  /// The pieces; joined they are the text again.
  ///
  /// - Parameter escapes: whether a backslash in a string takes the next character with it, as Spark reads it.
  static func pieces(_ sql: String, escapes: Bool = false) -> [Piece] {
    var pieces: [Piece] = []
    var rest = sql[...]
    func take(_ kind: Kind, _ end: String.Index) {
      pieces.append(Piece(kind: kind, text: String(rest[..<end])))
      rest = rest[end...]
    }
    func isName(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "_" }
    while let first = rest.first {
      let after = rest.index(after: rest.startIndex)
      if first == "'" || first == "\"" || first == "`" {
        var end = after
        while end < rest.endIndex, rest[end] != first {
          if escapes, first != "`", rest[end] == "\\", rest.index(after: end) < rest.endIndex {
            end = rest.index(after: end)
          }
          end = rest.index(after: end)
        }
        take(.string, end < rest.endIndex ? rest.index(after: end) : end)
      } else if rest.hasPrefix("--") {
        take(.comment, rest.firstIndex(where: \.isNewline) ?? rest.endIndex)
      } else if rest.hasPrefix("/*") {
        take(.comment, rest.dropFirst(2).firstRange(of: "*/")?.upperBound ?? rest.endIndex)
      } else if first == ":", after < rest.endIndex, isName(rest[after]) {
        take(.parameter, rest[after...].firstIndex { !isName($0) } ?? rest.endIndex)
      } else if first.isNumber {
        take(.number, rest.firstIndex { !isName($0) && $0 != "." } ?? rest.endIndex)
      } else if isName(first) {
        take(.word, rest.firstIndex { !isName($0) } ?? rest.endIndex)
      } else {
        take(.other, after)
      }
    }
    return pieces
  }

  /// The statements of a text, without the semicolons that end them and without those that only comment.
  static func statements(_ text: String, escapes: Bool = false) -> [String] {
    var statements: [(text: String, isEmpty: Bool)] = [("", true)]
    for piece in pieces(text, escapes: escapes) {
      if piece.kind == .other, piece.text == ";" {
        statements.append(("", true))
      } else {
        let isSpace = piece.kind == .comment || piece.text.allSatisfy(\.isWhitespace)
        statements[statements.count - 1].text += piece.text
        statements[statements.count - 1].isEmpty = statements[statements.count - 1].isEmpty && isSpace
      }
    }
    return statements.filter { !$0.isEmpty }.map(\.text)
  }

  /// The names after FROM and JOIN: tables, views and the names that a WITH gives.
  static func relations(_ sql: String) -> Set<String> {
    var names: Set<String> = []
    var last = ""
    for piece in pieces(sql) where piece.kind == .word {
      if ["FROM", "JOIN"].contains(last) { names.insert(piece.text) }
      last = piece.text.uppercased()
    }
    return names
  }
}
