import Bibliography
import Bytes
import JSON

/// Crossref works: an answer of the API (one work or a list), several, JSON Lines, or parts of the public data file.
///
/// Source: api.crossref.org, "works" and github.com/CrossRef/rest-api-doc, api_format.md.
struct CrossrefReader: Reader {
  static let format = Format(name: "crossref", title: "Crossref works (JSON)", extensions: ["json", "jsonl"])

  static func sniff(_ sample: Sample) -> Double? {
    JSONReading.sniff(sample, marks: ["\"message-type\"", "\"message\""], sureness: 0.95)
      ?? JSONReading.sniff(sample, marks: ["\"DOI\"", "\"prefix\"", "\"member\""], sureness: 0.9)
      ?? JSONReading.sniff(sample, marks: ["\"DOI\"", "\"container-title\":["], sureness: 0.8)
      ?? JSONReading.sniff(sample, marks: ["\"DOI\"", "\"deposited\""], sureness: 0.8)
  }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let containers = [["message", "items"], ["items"]]
    try JSONReading.forEachRecord(of: input, format: "crossref", containers: containers, into: sink) { value, at in
      var work = value
      if let message = value["message"], message.isObject { work = message }
      sink.keepIfNamed(CSLPaper.paper(work, isCrossref: true, at: at, sink), format: "crossref")
    }
  }
}

/// CSL-JSON, as citation managers (Zotero, Mendeley, Paperpile) and content negotiation write it.
///
/// Source: github.com/citation-style-language/schema, csl-data.json.
struct CSLReader: Reader {
  static let format = Format(name: "csl", title: "CSL-JSON", extensions: ["json"])

  static func sniff(_ sample: Sample) -> Double? {
    let isAuthored = JSONReading.sniff(sample, marks: ["\"author\"", "\"family\""], sureness: 0.6)
    let isDated = JSONReading.sniff(sample, marks: ["\"issued\"", "\"type\"", "\"title\""], sureness: 0.6)
    return isAuthored ?? isDated
  }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    try JSONReading.forEachRecord(of: input, format: "csl", containers: [["items"]], into: sink) { value, at in
      sink.keepIfNamed(CSLPaper.paper(value, isCrossref: false, at: at, sink), format: "csl")
    }
  }
}
