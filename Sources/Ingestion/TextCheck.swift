import Bibliography

/// Passes everything on, and says where a text holds U+FFFD, the sign for bytes that are no UTF-8, and where one is so
/// long that it cannot be what it stands for.
///
/// Bytes that cannot be understood cost their field that sign, never the record: the finding names the field and the
/// record's place. Stands between a reader and its sink, so that it holds for every format alike.
public final class TextCheck: PaperSink {
  private let below: any PaperSink
  /// Titles, names and affiliations are no longer than this, other fields no longer than 16 times this (unit: bytes).
  static let longest = 1 << 16

  /// A check in front of `below`.
  public init(_ below: any PaperSink) { self.below = below }

  /// Keeps the paper and reports each of its damaged fields.
  ///
  /// Authors whose name is empty, which damage may leave behind, are taken out and told.
  public func keep(_ paper: Paper) {
    let paper = named(bounded(paper))
    below.keep(paper)
    check(paper)
  }

  /// Passes the batch on and reports each damaged field of its last paper.
  public func take(_ batch: PaperBatch) -> PaperBatch {
    guard batch.count > 0 else { return below.take(batch) }
    if batch.lastHasAuthorWithoutName || batch.lastSize > Self.longest {
      let paper = named(bounded(batch.paper(at: batch.count - 1)))
      batch.abandon()
      batch.append(paper)
    }
    guard batch.lastIsDamaged else { return below.take(batch) }
    let paper = batch.paper(at: batch.count - 1)
    let next = below.take(batch)
    check(paper)
    return next
  }

  /// The paper without texts that are too long, which are told.
  private func bounded(_ paper: Paper) -> Paper {
    var paper = paper
    func fits(_ text: String, _ what: String, limit: Int = TextCheck.longest) -> Bool {
      guard text.utf8.count > limit else { return true }
      below.report(
        Diagnostic(
          .warning, "text.too-long",
          "\(what) of \(text.utf8.count) bytes, which begins '\(text.prefix(40))'; at most \(limit) are kept, so it is "
            + "left out. Is a quotation mark or a bracket not closed?", at: paper.location))
      return false
    }
    func bound(_ text: inout String?, _ what: String) {
      if let held = text, !fits(held, what) { text = nil }
    }
    if !fits(paper.title, "a title") { paper.title = "[untitled]" }
    bound(&paper.venue, "a venue")
    bound(&paper.session, "a session")
    bound(&paper.place, "a place")
    bound(&paper.day, "a day")
    bound(&paper.firstPage, "a page")
    bound(&paper.lastPage, "a page")
    paper.authors.removeAll { !fits($0.name, "a name") }
    for at in paper.authors.indices {
      paper.authors[at].affiliations.removeAll { !fits($0.text, "an affiliation") }
      if paper.authors[at].state == .given, paper.authors[at].affiliations.isEmpty {
        paper.authors[at].state = .notGiven
      }
    }
    paper.sharedAffiliations.removeAll { !fits($0.text, "an affiliation") }
    if paper.sharedAffiliations.isEmpty {
      for at in paper.authors.indices where paper.authors[at].state == .shared { paper.authors[at].state = .notGiven }
    }
    paper.fields.removeAll { !fits($0.value, "'\($0.key.prefix(40))'", limit: Self.longest << 4) }
    return paper
  }

  /// The paper without its authors without names, which are told.
  private func named(_ paper: Paper) -> Paper {
    guard paper.authors.contains(where: \.name.isEmpty) else { return paper }
    below.report(
      Diagnostic(
        .warning, "text.no-name",
        "\(paper.authors.count { $0.name.isEmpty }) of \(paper.authors.count) authors have no name; left out. Fill in "
          + "the names.", at: paper.location))
    var named = paper
    named.authors.removeAll(where: \.name.isEmpty)
    return named
  }

  private func check(_ paper: Paper) {
    check(paper.title, "title", paper.location)
    check(paper.venue, "venue", paper.location)
    check(paper.session, "session", paper.location)
    check(paper.place, "place", paper.location)
    for author in paper.authors {
      check(author.name, "name", author.location ?? paper.location)
      for affiliation in author.affiliations {
        check(affiliation.text, "affiliation", author.location ?? paper.location)
      }
    }
    for affiliation in paper.sharedAffiliations { check(affiliation.text, "affiliation", paper.location) }
    for field in paper.fields { check(field.value, field.key, paper.location) }
  }

  /// Passes it on.
  public func reject(_ diagnostic: Diagnostic) { below.reject(diagnostic) }
  /// Passes it on.
  public func report(_ diagnostic: Diagnostic) { below.report(diagnostic) }

  /// Passes the person on and reports damaged names and affiliations.
  public func describe(_ person: PersonRecord) {
    below.describe(person)
    for name in person.names { check(name, "name", person.location) }
    for affiliation in person.affiliations { check(affiliation.text, "affiliation", person.location) }
  }

  private func check(_ text: String?, _ field: String, _ location: SourceLocation) {
    guard let text, Self.isDamaged(text) else { return }
    below.report(
      Diagnostic(
        .warning, "text.not-utf8",
        "\(field) '\(text.prefix(60))' has bytes that are not UTF-8, kept as U+FFFD. Tell the encoding with --encoding "
          + "latin-1 or windows-1252, or convert the file.", at: location))
  }

  /// Whether `text` holds U+FFFD. O(n), mostly one comparison a byte.
  static func isDamaged(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.count > 2 else { return false }
      for at in 0..<(bytes.count - 2) where bytes[at] == 0xEF {
        if bytes[at + 1] == 0xBF, bytes[at + 2] == 0xBD { return true }
      }
      return false
    }
  }
}
