import Testing

@testable import Ingestion

@Suite struct GeneratedCorpusTests {
  /// Every form holds the same papers and authors, and the same seed gives the same bytes.
  @Test func formsAgreeAndSeedsDecide() throws {
    var read: [[[String]]] = []
    let readers: [(GeneratedCorpus.Form, any Reader.Type)] = [
      (.openalex, OpenAlexReader.self), (.records, RecordsReader.self), (.dblp, DBLPReader.self),
      (.bibtex, BibTeXReader.self),
    ]
    for (form, reader) in readers {
      var text = ""
      GeneratedCorpus(papers: 50, seed: 3).write(as: form) { text += $0 }
      var again = ""
      GeneratedCorpus(papers: 50, seed: 3).write(as: form) { again += $0 }
      #expect(text == again)
      let papers = try Collected.reading(text, as: reader)
      #expect(papers.rejected.isEmpty)
      read.append(papers.papers.map { [$0.title] + $0.authors.map(\.name) })
    }
    #expect(read[0].count == 50)
    #expect(read.allSatisfy { $0 == read[0] })
    var other = ""
    GeneratedCorpus(papers: 50, seed: 4).write(as: .bibtex) { other += $0 }
    let changed = try Collected.reading(other, as: BibTeXReader.self).papers.map(\.title)
    #expect(changed != read[0].map { $0[0] })
  }

  /// Institutions that exist change names, countries and types, and nothing else.
  @Test func knownNamesChangeOnlyInstitutions() throws {
    var texts: [String] = []
    for namesKnown in [false, true] {
      var text = ""
      GeneratedCorpus(papers: 200, seed: 3, namesKnown: namesKnown).write(as: .openalex) { text += $0 }
      texts.append(text)
    }
    #expect(!texts[0].contains("Microsoft") && !texts[0].contains("\"country_code\":\"CN\""))
    for word in ["Microsoft Research Asia (China)", "\"country_code\":\"CH\"", "\"type\":\"company\""] {
      #expect(texts[1].contains(word), "\(word)")
    }
    let papers = try texts.map { text in
      try Collected.reading(text, as: OpenAlexReader.self).papers.map { [$0.title] + $0.authors.map(\.name) }
    }
    #expect(papers[0] == papers[1])
  }
}
