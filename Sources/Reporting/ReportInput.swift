import Bibliography

/// Everything a report says, in reading order, before it has a form: Pipeline fills it, templates write it.
///
/// Holds no date, no path of this machine and nothing random, so that the same input gives the same bytes.
public struct ReportInput: Sendable {
  /// What the page is about: `Who works with whom at OSDI '25`.
  public var title: String
  /// One line under the title: venue, place, what was read.
  public var subtitle: String
  /// The answer in a few sentences, before any table.
  public var lead: [String]
  /// The few numbers a hurried reader takes along.
  public var facts: [Fact]
  /// Chapters in reading order.
  public var sections: [Section]
  /// What holds for the whole report: selection, level, counting, registry, seed, ...
  public var method: [MethodLine]
  /// What reading, resolving and drawing had to say; the page lists them, `data/diagnostics.csv` has all.
  public var diagnostics: [Diagnostic]
  /// Version of the program.
  public var version: String

  /// A report without sections; they follow in reading order.
  public init(
    title: String, subtitle: String = "", lead: [String] = [], facts: [Fact] = [], sections: [Section] = [],
    method: [MethodLine] = [], diagnostics: [Diagnostic] = [], version: String
  ) {
    self.title = title
    self.subtitle = subtitle
    self.lead = lead
    self.facts = facts
    self.sections = sections
    self.method = method
    self.diagnostics = diagnostics
    self.version = version
  }

  /// A number with its name: `53`, `papers`, `11 sessions on 3 days`.
  public struct Fact: Hashable, Sendable {
    /// The number as a reader sees it.
    public var value: String
    /// What it counts.
    public var label: String
    /// What must be read with the number; empty when nothing must.
    public var note: String

    /// A number as text, already rounded.
    public init(_ value: String, _ label: String, note: String = "") {
      self.value = value
      self.label = label
      self.note = note
    }
  }

  /// A chapter: sentences, then figures, then tables.
  public struct Section: Sendable {
    /// Lower-case letters, digits and dashes; unique in the report, used for links.
    public var id: String
    /// The heading.
    public var title: String
    /// Paragraphs that say what the tables show and what they do not.
    public var lead: [String]
    /// Pictures, before the tables.
    public var figures: [Figure]
    /// Tables in reading order.
    public var tables: [SectionTable]

    /// A chapter; what it lacks is left out.
    public init(
      id: String, title: String, lead: [String] = [], figures: [Figure] = [], tables: [SectionTable] = []
    ) {
      self.id = id
      self.title = title
      self.lead = lead
      self.figures = figures
      self.tables = tables
    }
  }

  /// A picture that stands inside the page and beside it as files.
  public struct Figure: Sendable {
    /// File name under `diagrams/` without extension; unique in the report.
    public var id: String
    /// A whole SVG document or element.
    public var svg: String
    /// What the picture shows, for those who do not see it.
    public var alt: String
    /// What a reader should know: what is drawn, what is left out, how it was counted.
    public var caption: String
    /// The same picture in other forms: extension (`pdf`, `png`, `dot`) and bytes.
    public var otherForms: [Form]

    /// A picture with its words.
    public init(id: String, svg: String, alt: String, caption: String, otherForms: [Form] = []) {
      self.id = id
      self.svg = svg
      self.alt = alt
      self.caption = caption
      self.otherForms = otherForms
    }

    /// One more file of a picture.
    public struct Form: Hashable, Sendable {
      /// `pdf`, `png`, `dot`.
      public var fileExtension: String
      /// The whole file.
      public var bytes: [UInt8]

      /// Bytes of a file `diagrams/ID.fileExtension`.
      public init(_ fileExtension: String, _ bytes: [UInt8]) {
        self.fileExtension = fileExtension
        self.bytes = bytes
      }
    }
  }

  /// A table in its chapter, with the papers its numbers stand on.
  public struct SectionTable: Sendable {
    /// File name under `data/` without extension; unique in the report.
    public var id: String
    /// What the page shows.
    public var table: Table
    /// What each row's number was counted from; empty, or as long as the table's rows.
    public var evidence: [[Evidence]]
    /// Name of the column whose cells open the evidence; nil: `papers`, or else the first column.
    public var evidenceColumn: String?
    /// Whether the page shows only the title until the reader opens it.
    public var isFolded: Bool
    /// The rows for `data/`, where they are more than the page shows; nil: the same table.
    public var full: Table?

    /// A table of the report; evidence is checked by `precondition`, since a ragged one is our mistake.
    public init(
      id: String, table: Table, evidence: [[Evidence]] = [], evidenceColumn: String? = nil, isFolded: Bool = false,
      full: Table? = nil
    ) {
      precondition(evidence.isEmpty || evidence.count == table.rows.count, "evidence for every row or for none")
      self.id = id
      self.table = table
      self.evidence = evidence
      self.evidenceColumn = evidenceColumn
      self.isFolded = isFolded
      self.full = full
    }
  }

  /// One paper, mention or decision behind a number.
  public struct Evidence: Hashable, Sendable {
    /// A title, a mention, a reason.
    public var text: String
    /// Where the source says so.
    public var location: SourceLocation?
    /// An address to follow, `https://doi.org/...`; others than http and https are not linked.
    public var link: String?

    /// Something to look up.
    public init(_ text: String, location: SourceLocation? = nil, link: String? = nil) {
      self.text = text
      self.location = location
      self.link = link
    }
  }
}
