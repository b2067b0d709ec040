/// Every format there is, and how an input finds its reader.
public enum Readers {
  /// Alphabetical by type name; a test compares it with the folder.
  public static let all: [any Reader.Type] = [
    ACLAnthologyReader.self,
    BibTeXReader.self,
    CSLReader.self,
    ContentsReader.self,
    CrossrefReader.self,
    DBLPReader.self,
    DataCiteReader.self,
    DimensionsReader.self,
    EndNoteReader.self,
    HTMLPageReader.self,
    IEEEReader.self,
    JATSReader.self,
    LensReader.self,
    MEDLINEReader.self,
    MappedCSVReader.self,
    OpenAlexCSVReader.self,
    OpenAlexReader.self,
    PDFReader.self,
    ProgrammeCSVReader.self,
    ProgrammeYAMLReader.self,
    PubMedReader.self,
    RISReader.self,
    RecordsReader.self,
    ScopusReader.self,
    SpringerReader.self,
    WebOfScienceReader.self,
    WebOfScienceTableReader.self,
  ]

  /// The reader that is surest that `sample` is its format; nil when none is.
  ///
  /// Equal sureness goes to the reader that lists the extension of `name` (`.gz`, `.zst` and `.zip` are looked
  /// through), then to the first by format name.
  public static func sniff(_ sample: Sample, name: String) -> (any Reader.Type)? {
    let end = nameExtension(of: name)
    var best: (reader: any Reader.Type, sureness: Double, listed: Bool)?
    // Readers that are never sure take long to say so, and need not be asked when another is surer.
    for reader in all.sorted(by: { ($1.greatestSureness, $0.format.name) < ($0.greatestSureness, $1.format.name) }) {
      if let best, reader.greatestSureness < best.sureness { break }
      guard let sureness = reader.sniff(sample), sureness > 0 else { continue }
      let listed = reader.format.extensions.contains(end)
      if let held = best {
        let rank = (sureness, listed ? 1 : 0, held.reader.format.name)
        if rank <= (held.sureness, held.listed ? 1 : 0, reader.format.name) { continue }
      }
      best = (reader, sureness, listed)
    }
    return best?.reader
  }

  /// The reader of the format a user named, as in `--as bibtex`; nil for an unknown name.
  public static func named(_ name: String) -> (any Reader.Type)? {
    all.first { $0.format.name == name.lowercased() }
  }

  /// Whether a name says that its file is a table of values between separators.
  public static func isNamedAsCSV(_ name: String) -> Bool { ["csv", "tsv", "tab"].contains(nameExtension(of: name)) }

  /// `json` for `works.JSON.gz`; empty without one.
  static func nameExtension(of name: String) -> String {
    var parts = name.split(separator: "/").last.map(String.init).map { $0.lowercased().split(separator: ".") } ?? []
    while parts.count > 1, let last = parts.last, ["gz", "zst", "zip"].contains(last) { parts.removeLast() }
    return parts.count > 1 ? String(parts[parts.count - 1]) : ""
  }
}
