import Bibliography

/// Identifiers that a source gives, checked; a bad one costs the field and leaves a warning.
extension PaperSink {
  func orcid(_ text: String?, at location: SourceLocation) -> ORCID? {
    guard let text, !text.isEmpty else { return nil }
    if let orcid = ORCID(text) { return orcid }
    report(
      Diagnostic(
        .warning, "orcid.checksum", "ORCID '\(text)' fails its check digit; kept without ORCID.", at: location))
    return nil
  }

  func doi(_ text: String?, at location: SourceLocation) -> DOI? {
    guard let text, !text.isEmpty else { return nil }
    if let doi = DOI(text) { return doi }
    report(
      Diagnostic(
        .warning, "doi.malformed", "'\(text)' is not a DOI, which starts with '10.' and has a '/'; kept without DOI.",
        at: location))
    return nil
  }

  func ror(_ text: String?, by asserter: String?, at location: SourceLocation) -> AssertedIdentifier? {
    guard let text, !text.isEmpty else { return nil }
    if let ror = ROR(text) { return AssertedIdentifier(scheme: "ror", value: ror.value, assertedBy: asserter) }
    report(
      Diagnostic(.warning, "ror.checksum", "ROR id '\(text)' fails its check digits; kept without it.", at: location))
    return nil
  }

  /// An identifier of an organisation in a scheme that the source names: checked when it is ROR, else as given.
  func identifier(scheme: String, value: String, by asserter: String?, at location: SourceLocation)
    -> AssertedIdentifier?
  {
    let value = FieldText.clean(value)
    if value.isEmpty { return nil }
    let scheme = FieldText.key(scheme)
    if scheme == "ror" || value.contains("ror.org/") { return ror(value, by: asserter, at: location) }
    let bare = value.hasPrefix("http") ? value.split(separator: "/").last.map(String.init) ?? value : value
    return AssertedIdentifier(scheme: scheme.isEmpty ? "other" : scheme, value: bare, assertedBy: asserter)
  }

  /// Keeps a paper, or refuses it when it has neither title nor authors; a missing title alone is a warning.
  ///
  /// `format` is the first half of the diagnostic's code.
  func keepIfNamed(_ paper: Paper, format: String) {
    if !paper.title.isEmpty { return keep(paper) }
    if paper.authors.isEmpty {
      return reject(
        Diagnostic(
          .error, "\(format).no-title", "the record has neither a title nor authors. Check the export's settings.",
          at: paper.location))
    }
    report(
      Diagnostic(.warning, "\(format).no-title", "the record has no title; kept as '[untitled]'.", at: paper.location))
    var paper = paper
    paper.title = "[untitled]"
    keep(paper)
  }
}

extension Paper {
  /// Adds a field unless there is nothing to say; one that the source gives no name is `unnamed`.
  mutating func addField(_ key: String, _ value: String?) {
    guard let value = FieldText.given(value) else { return }
    fields.append(Field(key: key.isEmpty ? "unnamed" : key, value: value))
  }

  /// `kind` and `document_type` from what the source calls the record: what is a paper under any name is `paper`.
  mutating func setKind(_ type: String?) {
    guard let type = FieldText.given(type) else { return }
    addField("document_type", type)
    let key = FieldText.key(type)
    kind = paperTypes.contains(key) ? "paper" : type.lowercased()
  }

  /// Ties a bare list of addresses to the authors: it is one author's own, and shared by several.
  mutating func setAddresses(_ affiliations: [Affiliation]) {
    if affiliations.isEmpty { return }
    if authors.count == 1 {
      authors[0].affiliations += affiliations
      authors[0].state = .given
    } else {
      sharedAffiliations += affiliations
      for i in authors.indices where authors[i].affiliations.isEmpty { authors[i].state = .shared }
    }
  }
}

/// What databases call a paper. OpenAlex, Crossref, CSL, RIS, BibTeX, DBLP, Scopus, Web of Science, PubMed.
private let paperTypes: Set<String> = [
  "article", "journal_article", "research_article", "proceedings_article", "proceedings_paper", "conference_paper",
  "conferencepaper", "conference_proceedings", "conference", "inproceedings", "incollection", "inbook", "review",
  "short_survey", "letter", "data_paper", "preprint", "posted_content", "book_chapter", "chapter", "bookchapter",
  "article_journal", "paper_conference", "article_conference_proceedings", "jour", "cpaper", "conf", "chap", "j", "c",
  "s", "article_article", "article_proceedings_paper", "journal_article_research_support", "ieee_conferences",
  "ieee_journals", "ieee_magazines", "publication", "paper", "chapter_referencework", "early_access", "jpaper", "inpr",
]
