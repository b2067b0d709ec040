import Foundation
import Testing

@testable import Ingestion

@Suite struct BibTeXReaderTests {
  @Test func decodesTeX() {
    for (tex, text) in [
      (#"{\"O}zsu, {\c{C}}a{\u g}lar"#, "Özsu, Çağlar"), (#"Kal\'e and Kal{\'{e}}"#, "Kalé and Kalé"),
      (#"{\'\i}\v{\j}"#, "í\u{1f0}"), (#"\L{}ukasz \& \O re \ss{} \aa b"#, "Łukasz & Øre ß åb"),
      (#"The \emph{X} {\LaTeX} of $O(n^{2})$"#, "The X LaTeX of $O(n^{2})$"), ("a~b -- c---d ``e''", "a b – c—d “e”"),
      (#"100\% of \$5 {}"#, "100% of $5"), (#"\'"#, ""), (#"x\"#, "x"), ("{{{", ""), ("M{\\\"u}ller", "Müller"),
    ] {
      #expect(TeXText.decoded(Array(tex.utf8)[...]) == text, "\(tex)")
    }
  }

  @Test func lineEndsAreCountedAtEveryLength() {
    var text = [UInt8](repeating: 0x0a, count: 1_100)
    for at in stride(from: 0, to: text.count, by: 3) { text[at] = [0x0b, 0x8a, 0x09, 0x00, 0xff][at / 3 % 5] }
    for start in [0, 1, 5] {
      for end in stride(from: start, to: text.count, by: 7) {
        let lines = text.withUnsafeBytes { BibTeXFile.lineEnds(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
        #expect(lines == text[start..<end].count { $0 == 0x0a })
      }
    }
  }

  @Test func readsEveryFormOfName() {
    for (name, shown) in [
      ("Ann Lee", "Ann Lee"), ("Lee, Ann", "Ann Lee"), ("von der Lee, Jr., Ann", "Ann von der Lee Jr."),
      ("{NASA, Ames and Co}", "NASA, Ames and Co"), ("{van Dyke}, Bo", "Bo van Dyke"),
      ("family=Lee, given=Ann, prefix=de, useprefix=true", "Ann de Lee"), (#"K{\"u}hn, A."#, "A. Kühn"),
    ] {
      #expect(BibTeXEntry.shown(Array(name.utf8)[...]) == shown)
    }
    let list = BibTeXEntry.split(Array("Lee, Ann and {Barnes and Noble} AND\n Bo Li and Sandy Ander".utf8)[...])
    #expect(list.map { BibTeXEntry.shown($0) } == ["Ann Lee", "Barnes and Noble", "Bo Li", "Sandy Ander"])
  }

  /// Entries that go straight into a batch are read as all others are.
  @Test(arguments: [
    "@article{k, title={T}, author={Lee, Ann and Bo Li and others}, year=2020, journal={J}, pages={1--9}}",
    "@book{ k , Title=\"A  {B} c\\'e\", AUTHOR={{NASA and Co} and Jr., Lee, Ann and O'Neil, X and a,b,c and x=y}, booktitle={}}",
    "@misc{a b, author={ Lee ,  Ann }, title = {two\n   lines -- and --- ``quotes''}, pages={e12--e15}, doi={10.1/X}}",
    "@article{x, author={\u{e9}mile Zol\u{e1}, J\u{fc}rgen and \u{6f22}, \u{5b57} and Lee,}, title={\u{a0}x\u{a0}}, pages={1234-9}, doi={no}}",
    "@article{x, title={T}, title={U}, author=\"\", pages={1-2-3}, year={in 1999}}\n@article{y}\n@xdata{z, title={Z}}",
    "@article{y, title={T} # { and } # jan, author={and}, pages={-3}}",
    "@article{y, title={T}, pages={5-}, author={A and and B}}",
    "@article{y, title={T}, pages={\u{201c}3\u{201d}--7}, author={A\nand\tB AND C}}",
    "@article{y, title={T}, pages={10--2}, doi={https://doi.org/10.1/a%20b}, url={u}, abstract={a}}",
    "@article{y,\n title = {T - U  V}, author = { Lee  , Ann and\n Bo\n Li and and and Ander Andson and\tX AND --, Y}}",
    "@article{y,\n title = { T }, author = {Anderson-Featherstonehaugh, Bartholomew Maximilian Constantine and Land, A}}",
    "@article{y,\n title = \"T's \\& {U}\", author = \"Van den Broeck, J\u{f6}rg and A\u{301}, B and C, D\", year = \" 1999\"}",
    "@article{y,\n title = {a~b}, author = {and Lee and others and Bo Li}, doi = { 10.1/Ab }, year = {c. 1999} # { AD}}",
    "@article{y,\n title = {}, author = {A \u{1}B and \u{1} and others\u{1} and Lee,  and , Ann and a,b,c and D and}}",
  ]) func readsPlainEntriesAsAllOthers(text: String) throws {
    var slow = BibTeXReader()
    slow.takesPlainEntries = false
    // The second entry is read 32 bytes at a time, as its end is far away.
    let bytes = Array((text + "\n" + text + String(repeating: "\n", count: 400)).utf8)
    #expect(
      try Collected.reading(bytes, with: BibTeXReader()).text == Collected.reading(bytes, with: slow).text)
  }

  /// Pieces may end anywhere in an entry: it is read, refused and told of as in one piece.
  @Test(arguments: [1, 2, 7, 31, 64, 100, 333])
  func readsEntriesWherePiecesEndInsideThem(size: Int) {
    let bytes = Array(
      """
      \u{e9}\u{e9} a@b.org @ @@ @comment{ x { y } } é @article{a, title = {On {Ties} \\{ \\} and @ signs}, year = 1999}
      @string{j = "Journal" # { of }} @string{k = k = "x"} @string(l = {z}
      @article{b,
        author    = {Trojesten, Ving and
                     Ginvomas, Has D. and
                     Krçangfalgas, Rungtrelvi},
        title     = "Quoted {"} and not" # j # { X},
        journal   = j,   % a comment } @
        month     = jan # k # nov,
        year      = {2023}
      }
      @preamble{ "x" }
      @misc( c , title = {T}, note = {)} )@book{d title = {U}}
      @book{e, title = {V
      @book{f, title = {V}, 'x = {y}}
      @comment{ never closed
      @book{\u{fc}, title = "never closed, year = 2000}
      @book{g, title = {W}} @book{h
      @book{i, title = {never closed either
      """.utf8)
    func taken(_ file: BibTeXFile) -> [String] {
      var taken: [String] = []
      while let found = file.next() {
        let entry = file.entry(found)
        let fields = entry.fields.map { "\($0.name)=\(String(decoding: $0.value, as: UTF8.self))" }
        taken.append("\(entry.location) \(entry.type) \(entry.key) \(fields)")
      }
      return taken
    }
    let whole = BibTeXFile(file: "x")
    let expected = bytes.withUnsafeBufferPointer {
      whole.enter($0, isLast: true)
      return taken(whole)
    }
    let file = BibTeXFile(file: "x")
    var (window, found) = (RecordWindow(), [String]())
    func read(_ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool) -> Int {
      file.enter(bytes, isLast: isLast)
      found += taken(file)
      return file.leave()
    }
    bytes.withUnsafeBytes { bytes in
      for start in stride(from: 0, to: bytes.count, by: size) {
        window.push(UnsafeRawBufferPointer(rebasing: bytes[start..<min(bytes.count, start + size)]), read)
      }
    }
    window.finish(read)
    #expect(expected.count == 4)
    #expect(found == expected)
    #expect(file.rejected.map { "\($0)" } == whole.rejected.map { "\($0)" })
    #expect(file.reported.map { "\($0)" } == whole.reported.map { "\($0)" })
    #expect(whole.rejected.count >= 5 && whole.reported.count >= 1)
  }

  @Test func mendsWhatIsNoUTF8() throws {
    let pieces: [[UInt8]] = [
      Array("@article{k, title={A".utf8), [0xe9, 0x80], Array("B}, author={Ann".utf8), [0xff], Array(" Lee}}".utf8),
    ]
    let bytes = Array(pieces.joined())
    let papers = try Collected.reading(bytes, with: BibTeXReader()).papers
    #expect(papers.map(\.title) == ["A\u{fffd}B"])
    #expect(papers.first?.authors.map(\.name) == ["Ann\u{fffd} Lee"])
  }

  /// Macros that double, and values of very many pieces.
  @Test func whatIsJoinedHasALimit() throws {
    let doubling = String(repeating: "@string{a = a # a}\n", count: 40)
    let many = "@misc{k, title = {K}, note = " + Array(repeating: "1", count: 100_000).joined(separator: "#") + "}\n"
    let found = try Collected.reading(
      "@string{a = {xxxxxxxx}}\n" + doubling + "@misc{b, title = {B}}\n" + many, as: BibTeXReader.self)
    #expect(found.papers.map(\.title) == ["B", "K"])
    #expect(found.rejected.count == 23 && Set(found.rejected.map(\.code)) == ["bibtex.too-long"])
  }

  /// Comments in one another that nothing closes, or only some of them: each is passed over, and none is searched anew.
  @Test(arguments: ["{", "("]) func commentsThatAreNotClosedCostOnlyTheirSign(brace: String) throws {
    let many = String(repeating: "@comment\(brace) x ", count: 100_000)
    let closed = "@comment\(brace) @article{no, title = {No}} \(brace == "{" ? "}" : ")")"
    let text = many + "@article{b, title = {B}} " + closed + many + "\n@article{a, title = {A}}\n" + many
    #expect(try Collected.reading(text, as: BibTeXReader.self).papers.map(\.title) == ["B", "A"])
  }

  /// Macros joined with `#`, comments, parentheses as delimiters, inheritance from an entry behind, `and others`.
  @Test func readsAFile() throws {
    let text = #"""
      This is a comment, ann@example.org too.
      @string{acm = "ACM"} @STRING(conf = {Conf. of the } # acm)
      @comment{@article{no, title={No}}}
      @inproceedings{lee, author = "Lee, Ann and others", title = {On {GPU}s}, pages={1--9}, crossref={Vol},
        % a comment inside
        doi = {https://doi.org/10.5555/1}, keywords = {a, b}, month = jan # "~1"}
      @article(b, author={Bo Li}, title={B}, journal = conf, year = 1999, note={Cited by: 52}, publisher = nowhere)
      @proceedings{vol, title = {Proc. X}, year = 2020, publisher={P}, address={Graz}}
      """#
    #expect(
      try Collected.reading(text, as: BibTeXReader.self).text
        == """
        4:1 paper On GPUs | Proc. X 2020 | Graz | 1-9 | 10.5555/1
          Ann Lee: not_given
          document_type=inproceedings
          bibtex_key=lee
          and_others=true
          keyword=a
          keyword=b
          publisher=P
        7:1 paper B | Conf. of the ACM 1999
          Bo Li: not_given
          document_type=article
          bibtex_key=b
          cited_by=52
          publisher=nowhere
        8:1 proceedings Proc. X | 2020 | Graz
          document_type=proceedings
          bibtex_key=vol
          publisher=P
        ? 7:102 bibtex.unknown-macro
        """)
  }

  @Test func damageCostsItsEntry() throws {
    let text = """
      @article{one, title={One}}
      @article{two, title={Two
      @article{three, title={Three} author={A B}}
      @article{four title={Four}}
      @article{five, title = }
      @article{six, title={Six}
      """
    let read = try Collected.reading(text, as: BibTeXReader.self)
    #expect(
      read.text
        == """
        1:1 paper One
          document_type=article
          bibtex_key=one
        3:1 paper Three
          A B: not_given
          document_type=article
          bibtex_key=three
        ! 2:1 bibtex.unclosed-entry
        ! 4:1 bibtex.syntax
        ! 5:1 bibtex.syntax
        ! 6:1 bibtex.unclosed-entry
        """)
    #expect(
      read.rejected[0].description
        == "x:2:1: error: [bibtex.unclosed-entry] entry 'two' is not closed before '@article' on line 3. Add '}'.")
  }

  /// Scopus gives a bare list, Web of Science the authors of each address, over several lines.
  @Test func readsAffiliationsOfVendors() throws {
    let text = """
      @ARTICLE{Lee202079, author={Lee, Ann and Li, Bo}, title={S}, affiliations={MIT, USA; ETH, CH}, source={Scopus}}
      @ARTICLE{Li2020, author={Li, Bo}, title={S1}, affiliations={MIT, USA; ETH, CH}}
      @article{ WOS:1, Author = {Lee, Ann and Li, B. and Li, Bo}, Title = {W},
      Affiliation = {Lee, A (Corresponding Author), MIT, Cambridge, MA USA.
         Lee, Ann; Li, Bo, MIT, Dept \\& Lab, Cambridge,
         MA USA.
         Li, B., ETH, Zurich, Switzerland.},
      ORCID-Numbers = {Li, Bo/0000-0002-1825-0097
         Nobody, X/0000-0002-1825-0097},
      Affiliations = {Massachusetts Institute of Technology (MIT)}, Times-Cited = {3}, Unique-ID = {WOS:1}}
      """
    #expect(
      try Collected.reading(text, as: BibTeXReader.self).text
        == """
        1:1 paper S
          Ann Lee: shared
          Bo Li: shared
          shared: MIT, USA
          shared: ETH, CH
          document_type=article
          bibtex_key=Lee202079
          source=Scopus
        2:1 paper S1
          Bo Li
            MIT, USA
            ETH, CH
          document_type=article
          bibtex_key=Li2020
        3:1 paper W
          Ann Lee
            MIT, Dept & Lab, Cambridge, MA USA
          B. Li
            ETH, Zurich, Switzerland
          Bo Li orcid:0000-0002-1825-0097
            MIT, Dept & Lab, Cambridge, MA USA
          document_type=article
          bibtex_key=WOS:1
          correspondence=Lee, A (Corresponding Author), MIT, Cambridge, MA USA.
          organisation_enhanced=Massachusetts Institute of Technology (MIT)
          orcid=Nobody, X/0000-0002-1825-0097
          cited_by=3
          unique_id=WOS:1
        """)
  }

  @Test func standsDepth() throws {
    let deep = "@article{a, title = " + String(repeating: "{", count: 1_000_000)
    #expect(try Collected.reading(deep, as: BibTeXReader.self).rejected.map(\.code) == ["bibtex.unclosed-entry"])
  }
}
