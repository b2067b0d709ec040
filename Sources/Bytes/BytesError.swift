/// Why an input could not be opened or read, and what to do about it.
public struct BytesError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Stable, lower case: `input.not-found`, `input.folder`, `input.bomb`, ...
  public let code: String
  /// The input's name.
  public let name: String
  /// What is wrong, what was expected and how to mend it.
  public let message: String

  /// `name: error: [code] message`.
  public var description: String { "\(name): error: [\(code)] \(message)" }

  static func notFound(_ name: String) -> BytesError {
    BytesError(code: "input.not-found", name: name, message: "there is no such file or folder. Check the path.")
  }

  static func unreadable(_ name: String, reason: String) -> BytesError {
    BytesError(
      code: "input.unreadable", name: name, message: "it cannot be read (\(reason)). Check its permissions.")
  }

  /// A folder was named where one file is needed.
  public static func folder(_ name: String) -> BytesError {
    BytesError(
      code: "input.folder", name: name, message: "this is a folder, and one file is needed. Name a file in it.")
  }

  static func emptyFolder(_ name: String) -> BytesError {
    BytesError(code: "input.empty-folder", name: name, message: "the folder holds no files (hidden ones do not count).")
  }

  static func emptyArchive(_ name: String) -> BytesError {
    BytesError(code: "input.empty-archive", name: name, message: "the zip archive holds no files.")
  }

  static func stopped() -> BytesError {
    BytesError(code: "input.stopped", name: "", message: "the reading was stopped.")
  }

  static func empty(_ name: String) -> BytesError {
    BytesError(code: "input.empty", name: name, message: "it is empty; there is nothing to read.")
  }

  static func binary(_ name: String) -> BytesError {
    BytesError(
      code: "input.binary", name: name,
      message: "it holds zero bytes, so it is not text. Export it as text, or name its encoding if it is UTF-16.")
  }

  /// More than a reader takes.
  public static func tooLarge(_ name: String, limit: Int) -> BytesError {
    BytesError(
      code: "input.too-large", name: name,
      message: "it is larger than \(limit) bytes, the limit for this kind of input. Split it.")
  }

  static func bomb(_ name: String, out: Int, compressed: Int) -> BytesError {
    BytesError(
      code: "input.bomb", name: name,
      message:
        "it grew to \(out) bytes from \(compressed), as no real source does. Decompress it yourself if you trust it.")
  }

  static func corrupt(_ name: String, kind: String, reason: String) -> BytesError {
    BytesError(
      code: "input.corrupt", name: name,
      message: "its \(kind) data is damaged (\(reason)); what came before was read. Fetch it again.")
  }

  static func truncated(_ name: String, kind: String) -> BytesError {
    BytesError(
      code: "input.truncated", name: name, message: "its \(kind) data ends too early. Fetch the file again.")
  }

  static func unsupported(_ name: String, what: String) -> BytesError {
    BytesError(code: "input.unsupported", name: name, message: "\(what). Unpack it yourself and name the files.")
  }

  static func nested(_ name: String) -> BytesError {
    BytesError(
      code: "input.nested", name: name, message: "it is compressed more than three times over. Unpack it yourself.")
  }

  static func archiveInside(_ name: String) -> BytesError {
    BytesError(
      code: "input.archive-inside", name: name, message: "it holds a zip archive inside. Unpack the outer one first.")
  }
}
