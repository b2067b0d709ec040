import Bibliography
import TOML

extension Curation {
  /// Reads the decisions of a TOML file:
  ///
  ///     drop = ["Student"]
  ///     split = ["Huawei Cloud"]
  ///
  ///     [rename]
  ///     "Purdue University West Lafayette" = "Purdue University"
  ///
  ///     [merge]                     # likewise: sector, country, keep-apart
  ///     "Facebook AI" = "Meta"
  ///
  ///     [group]                     # a group and its members
  ///     C9 = ["Tsinghua University", "Peking University"]
  ///
  ///     [author.merge]              # likewise: author.keep-apart, author.rename
  ///     "J. Smith" = "Jane Q. Smith"
  ///
  /// `[institution.merge]` and the like hold for institutions only. A value may be a list: each member is a decision of
  /// its own, with its own line.
  ///
  /// - Throws: `curation.toml` with the place of the mistake.
  mutating func readTOML(_ bytes: [UInt8], file: String) throws {
    do {
      for leaf in try TOMLLeaf.all(of: bytes) {
        add(leaf, at: SourceLocation(file: file, line: leaf.line, column: leaf.column))
      }
    } catch {
      throw CoterieError(
        "curation.toml", "this is no TOML: \(error.message).",
        at: SourceLocation(file: file, line: error.line, column: error.column))
    }
  }

  private mutating func add(_ leaf: TOMLLeaf, at location: SourceLocation) {
    var path = leaf.path
    var subject = ""
    if let first = path.first, Subject(rawValue: first) != nil, path.count > 1 { subject = path.removeFirst() }
    guard let text = leaf.text else {
      return complain(
        "curation.row", "'\(path.joined(separator: "."))' is \(leaf.kind), not text; it is ignored. Put it in quotes.",
        location)
    }
    let action = path.removeFirst()
    switch path.count {
    case 0 where Action(rawValue: action)?.takesValue == false:
      add(action: action, name: text, value: "", of: subject, at: location)
    case 1 where action == Action.group.rawValue:
      add(action: action, name: text, value: path[0], of: subject, at: location)
    case 1:
      add(action: action, name: path[0], value: text, of: subject, at: location)
    default:
      complain(
        "curation.row",
        "'\(leaf.path.joined(separator: "."))' is no decision; it is ignored. Write a table of the action's name with "
          + "\"NAME\" = \"VALUE\" in it; drop and split are lists of names.", location)
    }
  }
}
