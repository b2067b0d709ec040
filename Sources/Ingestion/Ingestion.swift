// Room card: Ingestion
//
// One reader a format, bytes to papers as written. A reader keeps each printed affiliation whole and never judges
// names; where a layout leaves open whether a text is a person or an organisation, it asks the function it is given.
import Bibliography
import Bytes
import Foundation

/// Turns one format's bytes into papers as written.
///
/// A conformer is one file, plus one line in `Readers.all`.
public protocol Reader: Sendable {
  /// What the format is called and recognised by.
  static var format: Format { get }

  /// How sure the reader is that this is its format, from the first bytes alone; nil: not mine.
  ///
  /// 0…1. Extensions only break ties and are not seen here.
  static func sniff(_ sample: Sample) -> Double?

  /// The most that `sniff` ever gives; 1 where a reader does not say.
  static var greatestSureness: Double { get }

  /// Makes a reader with nothing read yet.
  init()

  /// Reads all of `input`, giving each paper to `sink` as soon as it is whole.
  ///
  /// A bad record costs that record (`sink.reject`), never the file. Throws only when nothing can be read at all.
  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws
}

extension Reader {
  /// 1.
  public static var greatestSureness: Double { 1 }
}

/// A format as users see it in `coterie ingest --list-formats`.
public struct Format: Hashable, Sendable {
  /// Lower case, stable: `contents`, `bibtex`, `openalex`.
  public var name: String
  /// What users call it: `BibTeX and BibLaTeX`.
  public var title: String
  /// Without the dot, lower case.
  public var extensions: [String]

  /// A format with a stable name.
  public init(name: String, title: String, extensions: [String]) {
    self.name = name
    self.title = title
    self.extensions = extensions
  }
}

/// The beginning of an input, for sniffing.
public struct Sample: Sendable {
  /// Up to 64 KiB, decompressed, without a byte-order mark.
  public var bytes: [UInt8]
  /// Whether `bytes` is all there is.
  public var isWhole: Bool

  /// A sample of an input's first bytes.
  public init(bytes: [UInt8], isWhole: Bool) {
    self.bytes = bytes
    self.isWhole = isWhole
  }

  /// The bytes as text; ill-formed sequences become U+FFFD.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether the bytes hold a text. Much cheaper than to look for it in `text`.
  public func contains(_ mark: String) -> Bool {
    let mark = Array(mark.utf8)
    guard let first = mark.first, mark.count <= bytes.count else { return mark.isEmpty }
    return bytes.withUnsafeBytes { held in
      guard var at = held.baseAddress else { return false }
      let end = at + held.count - mark.count + 1
      while at < end, let found = memchr(at, Int32(first), end - at) {
        if memcmp(found, mark, mark.count) == 0 { return true }
        at = UnsafeRawPointer(found) + 1
      }
      return false
    }
  }
}

/// What a reader may ask of the rooms beside it, and what the user has stated.
public struct ReadingContext: Sendable {
  /// Whether a text names an organisation rather than a person. Given by Resolution.
  public var isOrganisation: @Sendable (String) -> Bool

  /// What the people of the source are, as the user states it: `committee` for people without papers; nil for authors.
  public var role: String?

  /// Which column of a CSV file is what, for files of no known format.
  public var columns: ColumnMap?

  /// A context; without a function nothing is known to be an organisation.
  public init(isOrganisation: @escaping @Sendable (String) -> Bool = { _ in false }) {
    self.isOrganisation = isOrganisation
  }
}

/// Where a reader puts what it found. `read = kept + rejected` holds by counting calls.
public protocol PaperSink: AnyObject {
  /// A whole paper.
  func keep(_ paper: Paper)
  /// A record that could not be kept, and why; counts as read and rejected.
  func reject(_ diagnostic: Diagnostic)
  /// A finding that costs no record.
  func report(_ diagnostic: Diagnostic)
  /// Takes the papers of a batch, of which the last has just become whole, and gives a batch to go on with: the same
  /// one, with or without these papers in it, or another. The first call, with an empty batch, begins.
  ///
  /// A reader that also calls `keep` or `describe` goes on with `openBatch()` afterwards: these may have handed on the
  /// batch it had.
  func take(_ batch: PaperBatch) -> PaperBatch
  /// A person whom the source describes apart from its papers; no record of `read = kept + rejected`.
  func describe(_ person: PersonRecord)
}

extension PaperSink {
  /// Keeps each paper as a value.
  public func take(_ batch: PaperBatch) -> PaperBatch {
    for index in 0..<batch.count { keep(batch.paper(at: index)) }
    batch.removeAll()
    return batch
  }

  /// The batch that the next paper is written to.
  func openBatch() -> PaperBatch { take(PaperBatch()) }

  /// Lets the description go.
  public func describe(_ person: PersonRecord) {}
}
