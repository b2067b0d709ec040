/// A place in a source, as a person would look it up: lines and columns count from 1.
public struct SourceLocation: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The source's name as the user gave it, or its base name; never an absolute path we made.
  public var file: String
  /// 1 for the first line.
  public var line: Int
  /// 1 for the first character of the line (unit: Unicode scalars).
  public var column: Int

  /// A place in `file`.
  public init(file: String, line: Int, column: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `file:line:column`, the form editors jump to.
  public var description: String { "\(file):\(line):\(column)" }
}
