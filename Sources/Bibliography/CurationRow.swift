/// One decision of a person, as a corpus keeps it.
public struct CurationRow: Hashable, Sendable {
  /// `rename`, `merge`, `split`, `sector`, `country`, `drop`, `keep-apart` or `group`.
  public var action: String
  /// What it is about, as the person wrote it.
  public var name: String
  /// The new name, the one merged into, the sector, the country, the group; empty where the action takes none.
  public var value: String
  /// `institution` or `author`; nil for both.
  public var subject: String?
  /// Where it stands in the person's file.
  public var location: SourceLocation
  /// How many decisions about affiliations it changed when it was applied last.
  public var affiliationUses: Int
  /// How many mentions of authors it was about when it was applied last.
  public var authorUses: Int

  /// A row that nothing has used yet.
  public init(action: String, name: String, value: String, subject: String? = nil, location: SourceLocation) {
    self.action = action
    self.name = name
    self.value = value
    self.subject = subject
    self.location = location
    affiliationUses = 0
    authorUses = 0
  }
}
