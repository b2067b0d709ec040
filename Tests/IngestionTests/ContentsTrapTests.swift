import Bibliography
import Foundation
import Testing

@testable import Ingestion

/// One invented page per trap that was met in real pages.
@Suite struct ContentsTrapTests {
  // MARK: Authors

  /// Each case: an author line, and what is printed for whom.
  static let authorLines: [(line: String, expected: String)] = [
    // An affiliation holds for every name since the previous group ended.
    (
      "Ada Byron and Bo Carr, <i>X University</i> ; Cy Dee, <i>Y Inc.</i>\t",
      "Ada Byron: X University; Bo Carr: X University; Cy Dee: Y Inc."
    ),
    // After `;` with no name before it: one more of the same group.
    (
      "Ada Byron and Bo Carr, *X University*; *Y Inc.*; Cy Dee, *Z Lab*",
      "Ada Byron: X University | Y Inc.; Bo Carr: X University | Y Inc.; Cy Dee: Z Lab"
    ),
    // The mark is lost on an organisation that has its mark elsewhere.
    (
      "Ada Byron, *X University*; Blue Pond; Cy Dee, *Blue Pond*",
      "Ada Byron: X University | Blue Pond; Cy Dee: Blue Pond"
    ),
    // The mark is lost, and only Resolution knows the name.
    (
      "Ada Byron, *X University*; Jane Street; Cy Dee, *Z Lab*",
      "Ada Byron: X University | Jane Street; Cy Dee: Z Lab"
    ),
    // Resolution takes a person for an organisation (TU); the place says otherwise.
    (
      "Lina Jia and Bibo Tu, *X University*; Cy Dee, *Z Lab*",
      "Lina Jia: X University; Bibo Tu: X University; Cy Dee: Z Lab"
    ),
    (
      "Lina Jia, Min Zhu, and Bibo Tu, X University; Bibo Tu, Y Inc.",
      "Lina Jia: X University; Min Zhu: X University; Bibo Tu: X University; Bibo Tu: Y Inc."
    ),
    // Without marks, only Resolution knows the names of two firms.
    ("Lina Jia, Jane Street and Two Sigma; Bo Carr, Y Inc.", "Lina Jia: Jane Street and Two Sigma; Bo Carr: Y Inc."),
    // The mark is lost behind a name, and the organisation has a comma.
    ("Ada Byron, University of Q, Bee Town; Cy Dee, *Z Lab*", "Ada Byron: University of Q, Bee Town; Cy Dee: Z Lab"),
    // The semicolon inside the emphasis.
    ("Ada Byron, <em>X University;</em> Cy Dee, <em>Z Lab</em>", "Ada Byron: X University; Cy Dee: Z Lab"),
    (
      "Ada Byron, <i>X University; Y Inc.</i> ; Cy Dee, <i>Z Lab</i>",
      "Ada Byron: X University | Y Inc.; Cy Dee: Z Lab"
    ),
    // Two marks in a row.
    ("Ada Byron, *X University*, *Y Inc.*; Cy Dee, *Z Lab*", "Ada Byron: X University | Y Inc.; Cy Dee: Z Lab"),
    ("Ada Byron, *X University* and *Y Inc.*; Cy Dee, *Z Lab*", "Ada Byron: X University | Y Inc.; Cy Dee: Z Lab"),
    // Without a semicolon between groups.
    ("Ada Byron, *X University*, Cy Dee, *Z Lab*", "Ada Byron: X University; Cy Dee: Z Lab"),
    // A printed affiliation stays whole, whatever is in it.
    (
      "Ada Byron, *X University, Y Inc., and Institute of Z, W Academy*",
      "Ada Byron: X University, Y Inc., and Institute of Z, W Academy"
    ),
    (
      "Ada Byron, <i>Y Technologies Co., Ltd</i> ; Bo Carr, <i>AT&amp;T Labs - Research</i>",
      "Ada Byron: Y Technologies Co., Ltd; Bo Carr: AT&T Labs - Research"
    ),
    // A statement, not an affiliation.
    ("Ada Byron, *unaffiliated*; Cy Dee, *Z Lab*", "Ada Byron: unaffiliated; Cy Dee: Z Lab"),
    // No affiliation before the next semicolon.
    ("Ada Byron; Cy Dee, *Z Lab*", "Ada Byron: -; Cy Dee: Z Lab"),
    // Suffixes, particles, initials, footnote signs, notes.
    (
      "John Q. Public, Jr., Maria de la Cruz†, and Wil van der Aalst¹, *X University*",
      "John Q. Public, Jr.: X University; Maria de la Cruz: X University; Wil van der Aalst: X University"
    ),
    ("Ada Byron (presenter) and **Bo Carr**, *X University*", "Ada Byron: X University; Bo Carr: X University"),
    ("Ada Byron & Bo Carr, *X University*", "Ada Byron: X University; Bo Carr: X University"),
    // A star behind a name is a footnote, not an emphasis.
    (
      "Ada Byron*, Bo Carr*, and Cy Dee, <i>X University</i>",
      "Ada Byron: X University; Bo Carr: X University; Cy Dee: X University"
    ),
    // Underscores as emphasis.
    ("Ada Byron, _X University_; Bo Carr, _Y_Lab_", "Ada Byron: X University; Bo Carr: Y_Lab"),
    // A place behind the mark belongs to it.
    ("Ada Byron, *X University*, Norway; Bo Carr, *Y Inc.*", "Ada Byron: X University, Norway; Bo Carr: Y Inc."),
    // Brackets.
    (
      "Ada Byron, Bo Carr (X University), Cy Dee (Z Lab)",
      "Ada Byron: X University; Bo Carr: X University; Cy Dee: Z Lab"
    ),
    ("Ada Byron (X University; Y Inc.); Bo Carr (Z Lab)", "Ada Byron: X University | Y Inc.; Bo Carr: Z Lab"),
    (
      "Ada Byron (Dull City University (DCU), Ireland) and Bo Carr (Z Lab)",
      "Ada Byron: Dull City University (DCU), Ireland; Bo Carr: Z Lab"
    ),
    ("Robert (Bob) Byron (X University), Bo Carr (Z Lab)", "Robert (Bob) Byron: X University; Bo Carr: Z Lab"),
    ("Ada Byron (X University;), Bo Carr (Z Lab)", "Ada Byron: X University; Bo Carr: Z Lab"),
    // No marks at all.
    (
      "Ada Byron and Bo Carr, X University; Cy Dee, Royal Hollow, University of Q",
      "Ada Byron: X University; Bo Carr: X University; Cy Dee: Royal Hollow, University of Q"
    ),
    (
      "Ada Byron, Bo Carr, and Cy Dee, Cornell; Di Eff, MIT",
      "Ada Byron: Cornell; Bo Carr: Cornell; Cy Dee: Cornell; Di Eff: MIT"
    ),
    (
      "Ada Byron, Bo Carr and Cy Dee, X University of Q and Y University",
      "Ada Byron: X University of Q and Y University; Bo Carr: X University of Q and Y University; "
        + "Cy Dee: X University of Q and Y University"
    ),
    (
      "Ada Byron, Dull City University (DCU), Ireland; Bo Carr, Z Lab",
      "Ada Byron: Dull City University (DCU), Ireland; Bo Carr: Z Lab"
    ),
    // Decomposed letters and no-break spaces.
    ("Jo\u{308}rg\u{A0}Mu\u{308}ller, *Universita\u{308}t Q*", "Jörg Müller: Universität Q"),
  ]

  @Test(arguments: authorLines)
  func authorLine(line: String, expected: String) {
    let page = "A Title of Some Length for Testing\t1\n\(line)\nAnother Title for the Page\t9\nEd Fox, *Q University*\n"
    let sink = reading(page, organisations: ["Jane Street", "Two Sigma", "Bibo Tu"])
    #expect(sink.papers.first?.summary == expected)
    #expect(sink.papers.count == 2)
    #expect(sink.rejected == [])
  }

  // MARK: Titles and pages

  /// Each case: the title line, the title and its page.
  static let titleLines: [(line: String, title: String, page: String?)] = [
    ("On the Use of Leaders ..........", "On the Use of Leaders", nil),
    ("On the Use of Leaders .......... 12", "On the Use of Leaders", "12"),
    ("On the Use of Leaders . . . . . 12", "On the Use of Leaders", "12"),
    ("On the Use of Leaders…… 12", "On the Use of Leaders", "12"),
    ("On the Use of Leaders ..\t12", "On the Use of Leaders", "12"),
    ("- On the Use of Marks** 12", "On the Use of Marks", "12"),
    ("**On the Use of Marks** 12", "On the Use of Marks", "12"),
    ("On the Use of Ranges   12–27", "On the Use of Ranges", "12"),
    ("Practical Analysis for Bugs.** 12", "Practical Analysis for Bugs", "12"),
    ("Can It Be Done? 12", "Can It Be Done?", "12"),
    ("Caching with $O(1)$ Cost\t12", "Caching with $O(1)$ Cost", "12"),
    ("Locks, Queues, etc. 12", "Locks, Queues, etc.", "12"),
    ("Looking Back at Windows 95\t12", "Looking Back at Windows 95", "12"),
    ("Söße: One Sauce Is All You Need\t12", "Söße: One Sauce Is All You Need", "12"),
    ("Distributed Consensus, Revisited\t12", "Distributed Consensus, Revisited", "12"),
  ]

  @Test(arguments: titleLines)
  func titleLine(line: String, title: String, page: String?) {
    let text = """
      The First Title of the Page\t1
      Ada Byron, <i>X University</i>
      \(line)
      Bo Carr, <i>X University</i>
      The Last Title of the Page\t99
      Cy Dee, <i>Z Lab</i>
      """
    let sink = reading(text)
    #expect(sink.papers.map(\.title) == ["The First Title of the Page", title, "The Last Title of the Page"])
    #expect(sink.papers.map(\.firstPage) == ["1", page, "99"])
    #expect(sink.rejected == [])
  }

  @Test func wrappedTitlesAndAuthorsAreJoined() {
    let sink = reading(
      """
      A Title That Is Too Long for One Line of the Page and
      Goes On in the Next Line ...... 3
      Ada Byron, *X University*; Bo
      Carr, *Y Inc.*;
      Cy Dee, *Z Lab*
      Another Title, This Time of Self-
      Healing Disks ...... 17
      Di Eff, *X University*
      """)
    #expect(
      sink.papers.map(\.title) == [
        "A Title That Is Too Long for One Line of the Page and Goes On in the Next Line",
        "Another Title, This Time of Self-Healing Disks",
      ])
    #expect(sink.papers.map(\.firstPage) == ["3", "17"])
    #expect(sink.papers.first?.summary == "Ada Byron: X University; Bo Carr: Y Inc.; Cy Dee: Z Lab")
    #expect(sink.papers.map(\.location.line) == [1, 6])
  }

  @Test func numbersThatArePartOfATitleStayWhereNoPagesArePrinted() {
    let sink = reading(
      """
      Session 1

      Looking Back at Windows 95
      Ada Byron and Bo Carr, X University

      Networks at 60
      Cy Dee, Z Lab

      Session 2

      What Is Next?
      Di Eff, X University
      """)
    #expect(sink.papers.map(\.title) == ["Looking Back at Windows 95", "Networks at 60", "What Is Next?"])
    #expect(sink.papers.map(\.session) == ["Session 1", "Session 1", "Session 2"])
    #expect(sink.papers.allSatisfy { $0.firstPage == nil })
  }

  @Test func pagesAscendSoOtherNumbersAreNoPages() {
    let sink = reading(
      """
      First Things of the Conference 1
      Ada Byron, *X University*
      The Road to Gen 2
      Bo Carr, *X University*
      Third Things of the Conference 30
      Cy Dee, *Z Lab*
      Radio at 60
      Di Eff, *Z Lab*
      Fifth Things of the Conference 41
      Ed Fox, *Z Lab*
      """)
    // 1, 2, 30, 41 ascend, 60 before 41 does not: a bare number that fits is taken for a page.
    #expect(sink.papers.map(\.firstPage) == ["1", "2", "30", nil, "41"])
    #expect(sink.papers[3].title == "Radio at 60")
  }

  @Test func oneAuthorALine() {
    let sink = reading(
      """
      Storage and Files

      First Things of the Conference
      Ada Byron, X University
      Bo Carr and Cy Dee, Y Inc.

      Second Things of the Conference
      Di Eff (X University)
      Ed Fox (Z Lab)
      """)
    #expect(
      sink.papers.map(\.summary) == [
        "Ada Byron: X University; Bo Carr: Y Inc.; Cy Dee: Y Inc.", "Di Eff: X University; Ed Fox: Z Lab",
      ])
  }

  // MARK: Headings, days, venue

  @Test func headingsWithAndWithoutBlankLinesAndDays() {
    let sink = reading(
      """
      3rd Workshop on Inventions (INV '24)

      May 6–7, 2024
      Lund, Sweden

      Monday, May 6

      Storage I
      Alpha of Things\t1
      Ada Byron, <i>X University</i>
      Database Systems\t
      Beta of Things\t8
      Bo Carr, <i>X University</i>
      Tuesday, May 7
      Privacy and Security

      Gamma of Things\t20
      Cy Dee, <i>Z Lab</i>
      """)
    #expect(sink.papers.map(\.session) == ["Storage I", "Database Systems", "Privacy and Security"])
    #expect(sink.papers.map(\.day) == ["2024-05-06", "2024-05-06", "2024-05-07"])
    #expect(sink.papers.allSatisfy { $0.venue == "INV '24" && $0.year == 2024 && $0.place == "Lund, Sweden" })
    #expect(sink.papers.first?.fields == [.init(key: "venue_title", value: "3rd Workshop on Inventions (INV '24)")])
    #expect(sink.rejected + sink.reported == [])
  }

  @Test(
    arguments: [
      ("Tuesday, July 8", nil, 7, 8, nil), ("July 7–9, 2025", 2025, 7, 7, 9), ("8 July 2025", 2025, 7, 8, nil),
      ("2017-05-14", 2017, 5, 14, nil), ("Wed, 3rd of September", nil, 9, 3, nil),
      ("Day 2: Friday, May 10", nil, 5, 10, nil),
      ("June 30–July 2, 2025", 2025, 6, 30, 2),
    ] as [(String, Int?, Int, Int, Int?)])
  func dates(text: String, year: Int?, month: Int, day: Int, last: Int?) throws {
    let date = try #require(PageDate(text))
    #expect(date.year == year)
    #expect(date.month == month)
    #expect(date.day == day)
    #expect(date.lastDay == last)
  }

  @Test(arguments: [
    "May the Best Cache Win", "Sun et al.", "March", "Session 3", "A 2025 Perspective", "July 42, 2025",
  ])
  func noDates(text: String) { #expect(PageDate(text) == nil) }

  /// A technical-sessions page as copied from a browser.
  @Test func programmePagesAsText() {
    let sink = reading(
      """
      INV '24 Technical Sessions
      Monday, May 6
      8:00 am–9:00 am
      Continental Breakfast
      9:00 am–9:15 am
      Opening Remarks and Awards
      9:15 am–10:15 am
      Keynote Address
      Forty Years of Caches
      Ada Byron, X University
      Available Media

      10:15 am–10:45 am
      Coffee and Tea Break
      10:45 am–12:05 pm
      Storage & Files
      Session Chair: Zed Zephyr, Q University
      Grand Ballroom A
      Logs and Trees
      Bo Carr and Cy Dee, Y Inc.; Di Eff, Ed Fox, and Flo Gee, X University
      Available Media
      We present a new way to write logs. It is faster than the old way, and we show with many measurements that it
      does not lose more data than the old way did.
      Trees without Logs
      Guy Hay, Y Inc.; Ivy Jo, Q University and Y Inc.
      Awarded Best Paper!
      Available Media
      Tuesday, May 7
      9:00 am–10:00 am
      Networks
      A Wire for Every House
      Kit Low, unaffiliated; Moe Nix, Q University
      """)
    #expect(
      sink.papers.map(\.title) == [
        "Forty Years of Caches", "Logs and Trees", "Trees without Logs", "A Wire for Every House",
      ])
    #expect(
      sink.papers.map(\.session) == [
        "Keynote Address", "Storage & Files", "Storage & Files", "Networks",
      ])
    #expect(sink.papers.map(\.kind) == ["keynote", "paper", "paper", "paper"])
    #expect(sink.papers.map(\.day) == ["2024-05-06", "2024-05-06", "2024-05-06", "2024-05-07"])
    #expect(
      sink.papers.map(\.summary) == [
        "Ada Byron: X University",
        "Bo Carr: Y Inc.; Cy Dee: Y Inc.; Di Eff: X University; Ed Fox: X University; Flo Gee: X University",
        "Guy Hay: Y Inc.; Ivy Jo: Q University and Y Inc.",
        "Kit Low: unaffiliated; Moe Nix: Q University",
      ])
    #expect(
      sink.papers.dropFirst(2).first?.fields.contains(
        .init(key: "award", value: "Awarded Best Paper!")) == true)
    #expect(sink.rejected == [])
  }

  // MARK: Broken pages

  @Test func brokenHalfCostsOnlyItself() {
    let sink = reading(
      """
      A First Whole Paper of the Page\t1
      Ada Byron, <i>X University</i> ; Bo Carr, <i>Y Inc.</i>
      A Paper That Has Lost Its Authors\t9
      A Third Whole Paper of the Page\t20
      Cy Dee, <i>Z Lab</i>

      Di Eff and Ed Fox, <i>X University</i> ; Flo Gee, <i>Z Lab</i>
      A Fourth Paper Cut in the Middle\t31
      Guy Hay, <i>Z Lab</i> ; Ivy Jo
      """)
    #expect(sink.papers.map(\.firstPage) == ["1", "20", "31"])
    #expect(sink.rejected.map(\.code) == ["contents.no-authors", "contents.no-title"])
    #expect(sink.rejected.map(\.location?.line) == [3, 7])
    #expect(sink.papers.last?.summary == "Guy Hay: Z Lab; Ivy Jo: -")
    #expect(sink.reported.map(\.code) == ["contents.no-affiliation"])
    #expect(sink.reported.first?.location == SourceLocation(file: "page.txt", line: 9, column: 25))
  }

  @Test(arguments: [
    "Ada Byron, <i>X University ; Bo Carr, <i>Y Inc.</i> ; Cy Dee, <i>Z Lab</i>",
    "Ada Byron, *X University; Bo Carr, *Y Inc.*; Cy Dee, *Z Lab*",
    "Ada Byron, <i>X University</i> ; Bo Carr, <i>Y Inc. ; Cy Dee, <i>Z Lab</i>",
    "Ada Byron, <i>X University</i> ; Bo Carr, <i>Y Inc.</i> ; Cy Dee, <i>Z Lab",
  ])
  func unclosedMarkEndsAtTheSemicolon(line: String) {
    let sink = reading("A Paper with a Broken Mark\t1\n\(line)\n")
    #expect(sink.papers.first?.summary == "Ada Byron: X University; Bo Carr: Y Inc.; Cy Dee: Z Lab")
    #expect(sink.reported.map(\.code) == ["contents.unclosed-mark"])
    #expect(sink.reported.first?.location?.line == 2)
  }

  @Test(arguments: [
    ([UInt8](), "contents.empty"), ([0x20, 0x0A, 0x09], "contents.empty"), ([0x7F, 0x45, 0, 1, 2], "contents.binary"),
    ([UInt8]("Nothing but a remark.\n".utf8), "contents.no-papers"),
  ])
  func whatIsNoContentsPageIsRefused(bytes: [UInt8], code: String) {
    let sink = reading(bytes: bytes)
    #expect(sink.papers == [])
    #expect(sink.rejected.last?.code == code)
    #expect(sink.rejected.last?.location?.file == "page.txt")
  }

  @Test func bytesThatAreNotUTF8AreToldWithTheirPlace() {
    var bytes = [UInt8]("A Paper in Latin-1\t1\nJ".utf8)
    bytes += [0xF6] + [UInt8]("rg Byron, <i>X University</i>\n".utf8)
    let sink = reading(bytes: bytes)
    #expect(sink.papers.first?.authors.first?.name == "J\u{FFFD}rg Byron")
    #expect(sink.reported.map(\.description).first?.hasPrefix("page.txt:2:2: warning: [contents.not-utf8]") == true)
  }

  @Test func aVeryLongLineIsRefusedAndTheRestRead() {
    let long = String(repeating: "Ada Byron, ", count: 100_000)
    let sink = reading("A Paper of the Page\t1\nAda Byron, <i>X University</i>\n\(long)\n")
    #expect(sink.papers.count == 1)
    #expect(sink.rejected.map(\.code) == ["contents.long-line"])
  }

  /// Three thousand authors on one line, as large experiments have.
  @Test func longAuthorListsAreWhole() {
    let names = (0..<3000).map {
      "Ada \(String(repeating: "b", count: $0 % 7 + 1).capitalized)yron"
    }
    let sink = reading(
      "A Paper of the Page\t1\n\(names.joined(separator: ", ")), <i>X University</i>\n")
    #expect(sink.papers.first?.authors.map(\.name) == names)
  }

  @Test(arguments: ["\r\n", "\r", "\n", "\n\n"])
  func lineEndsDoNotMatter(end: String) {
    let lines = [
      "Storage and Files", "A Paper of the Page\t1", "Ada Byron, <i>X University</i>", "One More of Them\t8",
      "Bo Carr, <i>Y Inc.</i>",
    ]
    let sink = reading(lines.joined(separator: end))
    #expect(sink.papers.map(\.summary) == ["Ada Byron: X University", "Bo Carr: Y Inc."])
    #expect(sink.papers.map(\.session) == ["Storage and Files", "Storage and Files"])
  }

  // MARK: Laws

  /// Leaving one entry out leaves the others as they were.
  @Test func entriesAreIndependent() throws {
    let text = String(decoding: try fixture("osdi25-contents.txt"), as: UTF8.self)
    let whole = reading(text).papers
    var lines = text.components(separatedBy: "\n")
    lines.replaceSubrange(11...12, with: ["", ""])  // the first paper's title and authors
    let rest = reading(lines.joined(separator: "\n")).papers
    #expect(rest.map(\.title) == whole.dropFirst().map(\.title))
    #expect(rest.map(\.summary) == whole.dropFirst().map(\.summary))
  }
}
