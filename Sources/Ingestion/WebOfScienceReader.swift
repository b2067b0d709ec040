import Bibliography
import Bytes

/// Web of Science, plain text ("ISI"): field tags of two letters, records from `PT` to `ER`.
///
/// Source: images.webofknowledge.com, "Web of Science Core Collection Field Tags". `C1` names the authors of an
/// address in brackets since about 2008; without them the addresses are a single author's own, and else shared.
struct WebOfScienceReader: Reader {
  static let format = Format(name: "wos", title: "Web of Science (plain text)", extensions: ["txt", "isi", "ciw"])

  static func sniff(_ sample: Sample) -> Double? {
    sample.text.prefixMatch(of: #/\s*FN .*\RVR /#) != nil
      ? 0.98 : sample.text.prefixMatch(of: #/\s*PT [A-Z]\RA[UF] /#) != nil ? 0.95 : nil
  }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let bytes = try input.readAll(limit: 1 << 31)
    let records = TaggedRecords.records(
      in: bytes, file: input.name, style: .isi, start: ["PT"], end: ["ER"], header: ["FN", "VR", "EF"],
      format: "wos", into: sink)
    for record in records {
      TaggedRecords.reportUnclosed(record, format: "wos", end: "ER", to: sink)
      var fields: [String: [String]] = [:]
      for field in record.fields { fields[field.tag, default: []] += field.lines }
      // An address that runs on over a line does not end with a dot.
      fields["C1"] = fields["C1"].map(Self.joined)
      sink.keepIfNamed(WebOfScience.paper(fields, at: record.location, sink), format: "wos")
    }
  }

  private static func joined(_ lines: [String]) -> [String] {
    let isBracketed = lines.first?.hasPrefix("[") ?? false
    return lines.reduce(into: []) { addresses, line in
      if isBracketed, !line.hasPrefix("["), let last = addresses.last, !last.hasSuffix(".") {
        addresses[addresses.count - 1] = last + " " + line
      } else {
        addresses.append(line)
      }
    }
  }
}

/// Web of Science, tab-delimited: the same tags as a heading, lists parted by semicolons.
struct WebOfScienceTableReader: Reader {
  static let format = Format(
    name: "wos-tab", title: "Web of Science (tab-delimited)", extensions: ["txt", "tsv", "tab"])

  static func sniff(_ sample: Sample) -> Double? { sample.text.hasPrefix("PT\tAU\t") ? 0.98 : nil }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let lists: Set<String> = ["AU", "AF", "OI", "C3", "DE", "ID", "WC", "FU", "BE"]
    try CSVTable.forEachRow(of: input, format: "wos", separator: UInt8(ascii: "\t"), into: sink) { row in
      var fields: [String: [String]] = [:]
      for (i, tag) in row.header.enumerated() where !row[i].isEmpty {
        if tag == "C1" {
          fields[tag] =
            row[i].hasPrefix("[")
            ? row[i].split(separator: "; [").map { $0.hasPrefix("[") ? String($0) : "[" + $0 } : FieldText.list(row[i])
        } else {
          fields[tag] = lists.contains(tag) ? FieldText.list(row[i]) : [row[i]]
        }
      }
      sink.keepIfNamed(WebOfScience.paper(fields, at: row.location, sink), format: "wos")
    }
  }
}

extension WebOfScience {
  /// The paper in a record, its lines by tag.
  static func paper(_ fields: [String: [String]], at location: SourceLocation, _ sink: any PaperSink) -> Paper {
    func text(_ tag: String) -> String? { FieldText.given(fields[tag]?.joined(separator: " ")) }
    func list(_ tag: String) -> [String] { (fields[tag] ?? []).flatMap { FieldText.list($0) } }
    var paper = Paper(title: text("TI") ?? "", location: location)
    paper.setKind(text("DT") ?? text("PT"))
    if ["J", "C", "S"].contains(text("PT") ?? "") { paper.kind = "paper" }
    paper.venue = text("SO") ?? text("CT")
    paper.addField("conference", text("CT"))
    paper.place = text("CL")
    paper.year = text("PY").flatMap { FieldText.year($0) } ?? text("EA").flatMap { FieldText.year($0) }
    paper.firstPage = text("BP") ?? text("AR")
    paper.lastPage = text("EP")
    paper.doi = sink.doi(text("DI"), at: location)
    let short = (fields["AU"] ?? []).filter { !$0.isEmpty }
    let full = (fields["AF"] ?? []).filter { !$0.isEmpty }
    let names = full.count >= short.count ? full : short
    paper.authors = names.map { Authorship(name: PersonName.shown($0)) }
    for group in fields["CA"] ?? [] where !group.isEmpty { paper.authors.append(Authorship(name: group)) }
    if let addresses = fields["C1"] {
      affiliate(&paper, lines: addresses.filter { !$0.isEmpty }, names: names, others: short, sink)
    }
    addORCIDs(to: &paper, pairs: list("OI"), names: names, others: short, sink)
    for name in list("C3") { paper.addField("organisation_enhanced", name) }
    paper.addField("correspondence", text("RP"))
    paper.addField("cited_by", text("TC"))
    for keyword in text("DE").map({ FieldText.list($0) }) ?? [] { paper.addField("keyword", keyword) }
    for keyword in text("ID").map({ FieldText.list($0) }) ?? [] { paper.addField("keyword_plus", keyword) }
    for category in text("WC").map({ FieldText.list($0) }) ?? [] { paper.addField("category", category) }
    for funder in text("FU").map({ FieldText.list($0) }) ?? [] { paper.addField("funder", funder) }
    paper.addField("language", text("LA"))
    paper.addField("wos", text("UT"))
    return paper
  }
}
