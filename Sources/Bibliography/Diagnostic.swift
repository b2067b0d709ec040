/// What a reader, a resolver or a renderer has to say about its input: data until the terminal or a page writes it.
public struct Diagnostic: Hashable, Sendable, Codable, CustomStringConvertible {
  /// How bad it is.
  public enum Severity: String, Sendable, Codable, CaseIterable {
    /// A record was lost.
    case error
    /// A field was lost or a guess was made.
    case warning
    /// Nothing was lost; a person may want to know.
    case note
  }

  /// Where; nil when the finding belongs to no place in a source.
  public var location: SourceLocation?
  /// What it cost.
  public var severity: Severity
  /// A stable, lower-case name such as `contents.no-authors`: room or format, dot, what is wrong.
  public var code: String
  /// What is wrong, what was expected and how to mend it, in one or two sentences.
  public var message: String

  /// A finding; `code` is stable, `message` may change.
  public init(_ severity: Severity, _ code: String, _ message: String, at location: SourceLocation? = nil) {
    self.location = location
    self.severity = severity
    self.code = code
    self.message = message
  }

  /// `file:line:column: severity: [code] message`.
  public var description: String {
    (location.map { "\($0): " } ?? "") + "\(severity.rawValue): [\(code)] \(message)"
  }
}

/// An error that ends a command: the same parts as a diagnostic.
public struct CoterieError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Its place, code and message.
  public var diagnostic: Diagnostic

  /// An error with a stable code and a message that says what was expected and how to mend it.
  public init(_ code: String, _ message: String, at location: SourceLocation? = nil) {
    diagnostic = Diagnostic(.error, code, message, at: location)
  }

  /// The diagnostic as text.
  public var description: String { diagnostic.description }
}
