// Room card: TOML
//
// TOML through toml++: a document as its values, each with the keys that lead to it and its place. Knows nothing of
// what the values mean.
//
//     for leaf in try TOMLLeaf.all(of: bytes) { leaf.path; leaf.text; leaf.line }
import CTOML

/// Why a text is not TOML.
public struct TOMLError: Error, Hashable, Sendable {
  /// The parser's sentence.
  public let message: String
  /// Counts from 1.
  public let line: Int
  /// Counts from 1.
  public let column: Int
}

/// A value of a document that is neither table nor array; members of arrays are values of their own.
public struct TOMLLeaf: Hashable, Sendable {
  /// The keys that lead to it, outermost first.
  public let path: [String]
  /// The value where it is a string; nil for numbers, dates and booleans.
  public let text: String?
  /// What it is where it is no string: `an integer`, `a date`.
  public let kind: String
  /// Counts from 1.
  public let line: Int
  /// Counts from 1.
  public let column: Int

  /// The values of a document in the order of their places.
  ///
  /// - Complexity: O(n), n the number of bytes.
  /// - Throws: `TOMLError` with the place of the first mistake.
  public static func all(of bytes: [UInt8]) throws(TOMLError) -> [TOMLLeaf] {
    var leaves: [TOMLLeaf] = []
    let status = withUnsafeMutablePointer(to: &leaves) { pointer in
      bytes.withUnsafeBytes { buffer in
        coterie_toml_read(
          buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, UnsafeMutableRawPointer(pointer)
        ) { context, leaf in
          guard let context, let leaf else { return }
          context.assumingMemoryBound(to: [TOMLLeaf].self).pointee.append(TOMLLeaf(leaf.pointee))
        }
      }
    }
    guard status == 0 else {
      let place = leaves.first
      throw TOMLError(
        message: place?.text ?? "it cannot be read", line: place?.line ?? 1, column: place?.column ?? 1)
    }
    return leaves
  }

  private init(_ leaf: coterie_toml_leaf) {
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
