import Bibliography
import CTOML

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
    var leaves = Leaves()
    let status = withUnsafeMutablePointer(to: &leaves) { pointer in
      bytes.withUnsafeBytes { buffer in
        coterie_toml_read(
          buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, UnsafeMutableRawPointer(pointer)
        ) { context, leaf in
          guard let context, let leaf else { return }
          context.assumingMemoryBound(to: Leaves.self).pointee.all.append(Leaf(leaf.pointee))
        }
      }
    }
    guard status == 0 else {
      let place = leaves.all.first
      throw CoterieError(
        "curation.toml", "this is no TOML: \(place?.text ?? "it cannot be read").",
        at: SourceLocation(file: file, line: place?.line ?? 1, column: place?.column ?? 1))
    }
    for leaf in leaves.all {
      add(leaf, at: SourceLocation(file: file, line: leaf.line, column: leaf.column))
    }
  }

  private struct Leaves { var all: [Leaf] = [] }

  private struct Leaf {
    var path: [String]
    var text: String?
    var kind: String
    var line: Int
    var column: Int

    init(_ leaf: coterie_toml_leaf) {
      func string(_ start: UnsafePointer<CChar>?, _ length: Int) -> String? {
        guard let start else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self)
      }
      path = (string(leaf.path, leaf.path_length) ?? "").split(separator: "\0").map(String.init)
      text = string(leaf.text, leaf.text_length)
      kind = leaf.kind.map { String(cString: $0) } ?? ""
      line = max(1, Int(leaf.line))
      column = max(1, Int(leaf.column))
    }
  }

  private mutating func add(_ leaf: Leaf, at location: SourceLocation) {
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
