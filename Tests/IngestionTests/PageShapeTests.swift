import Testing

@testable import Ingestion

/// The shapes in which conferences, publishers and submission systems print their papers; every page is invented.
@Suite struct PageShapeTests {
  private static func read(_ page: String, isHTML: Bool) -> CollectingSink {
    isHTML ? reading(page, as: HTMLPageReader()) : reading(page)
  }

  private static func check(
    _ sink: CollectingSink, titles: [String], authors: [String], sessions: [String?]? = nil, pages: [String?]? = nil
  ) {
    #expect(sink.papers.map(\.title) == titles)
    #expect(sink.papers.map(\.summary) == authors)
    if let sessions { #expect(sink.papers.map(\.session) == sessions) }
    if let pages { #expect(sink.papers.map(\.firstPage) == pages) }
    #expect(sink.rejected == [])
  }

  // MARK: Text

  /// Brackets and names that the right margin cuts, bullets, leaders, front matter, an index.
  @Test func bracketsThatTheMarginCuts() {
    let sink = reading(
      """
      2019 IEEE Symposium on Invented Machines (SIM 2019)

      Table of Contents

      Message from the General Chairs ................................ xii
      SIM 2019 Organization .......................................... xiv

      Session 1A: Caches
      •  Small Caches for Large Programs ............................. 199
         Ada Byron (X University, Austria), Bo Carr (X University, Austria), and Cy Dee (Hollow
         University of Q, Norway)
      •  A Scalable Way to Fill Large Caches ......................... 211
         Di Eff (Y University), Ed Fox (Y Research), Flo
         Gee (Y Research), Gus Hay, Ida
         Jay (Z Lab)

      Author Index ................................................... 751
      """)
    Self.check(
      sink, titles: ["Small Caches for Large Programs", "A Scalable Way to Fill Large Caches"],
      authors: [
        "Ada Byron: X University, Austria; Bo Carr: X University, Austria; Cy Dee: Hollow University of Q, Norway",
        "Di Eff: Y University; Ed Fox: Y Research; Flo Gee: Y Research; Gus Hay: Z Lab; Ida Jay: Z Lab",
      ], sessions: ["Session 1A: Caches", "Session 1A: Caches"], pages: ["199", "211"])
    #expect(sink.papers.allSatisfy { $0.venue == "SIM 2019" && $0.year == 2019 })
    #expect(sink.reported.contains { $0.code == "contents.front-matter" })
  }

  /// Leaders, names alone, a title on two lines, place and date on one.
  @Test func volumesOfLectureNotes() {
    let sink = reading(
      """
      Computer Dreams – ICD 2022
      17th European Conference
      Graz, Austria, October 23–27, 2022

      Contents – Part I

      Learning to Dream in the Wild . . . . . . . . . . . . . . . . . . . . .     1
         Ada Byron and Bo Carr

      Dream-Based Registration of Clouds for the Estimation of Poses of Clouds
      in the Real World . . . . . . . . . . . . . . . . . . . . . . . . . . .    19
         Cy Dee, Di Eff, and Ed Fox

      Author Index . . . . . . . . . . . . . . . . . . . . . . . . . . . . . .   47
      """)
    Self.check(
      sink,
      titles: [
        "Learning to Dream in the Wild",
        "Dream-Based Registration of Clouds for the Estimation of Poses of Clouds in the Real World",
      ], authors: ["Ada Byron: -; Bo Carr: -", "Cy Dee: -; Di Eff: -; Ed Fox: -"], pages: ["1", "19"])
    #expect(sink.papers.allSatisfy { $0.venue == "ICD 2022" && $0.year == 2022 && $0.place == "Graz, Austria" })
  }

  /// The page number ends the authors' line, with the article's own number before it.
  @Test func pagesBehindTheAuthors() {
    Self.check(
      reading(
        """
        Contents

        Preface
          Ann Editor and Bob Editor ................................... 0:vii

        Regular Papers

        Counting Trees in Sparse Forests
          Ada Byron and Bo Carr ....................................... 1:1–1:18

        Approximating Forests in Near-Linear Time
          Cy Dee, Di Eff, and Ed Fox .................................. 2:1–2:15
        """), titles: ["Counting Trees in Sparse Forests", "Approximating Forests in Near-Linear Time"],
      authors: ["Ada Byron: -; Bo Carr: -", "Cy Dee: -; Di Eff: -; Ed Fox: -"],
      sessions: ["Regular Papers", "Regular Papers"], pages: ["1:1", "2:1"])
  }

  /// Numbers of submissions, labels, a star behind the contact's bracket.
  @Test func listsOfAcceptedPapers() {
    Self.check(
      reading(
        """
        Accepted Papers - INV 2024

        #12 Trees for the Few
        Ada Byron (Institute of X, Academy of X; University of X), Bo Carr, Cy Dee (Y Research)

        Title: Logs for the Many
        Authors: Di Eff (Z Lab)*; Ed Fox (Y Research)
        """), titles: ["Trees for the Few", "Logs for the Many"],
      authors: [
        "Ada Byron: Institute of X, Academy of X | University of X; Bo Carr: Y Research; Cy Dee: Y Research",
        "Di Eff: Z Lab; Ed Fox: Y Research",
      ])
  }

  @Test func aNameALineWithItsAffiliationBelow() {
    Self.check(
      reading(
        """
        Workshop on Invented Things 2023

        A Study of Caches in the Wild
        Ada Byron
        X University
        Bo Carr
        independent

        Trees and Forests for Kernels
        Cy Dee
        Y Inc.
        Di Eff
        Z Research
        """), titles: ["A Study of Caches in the Wild", "Trees and Forests for Kernels"],
      authors: ["Ada Byron: X University; Bo Carr: unaffiliated", "Cy Dee: Y Inc.; Di Eff: Z Research"])
  }

  /// Digits and raised signs that point to a legend, on one line or several; a footnote; a street's number.
  @Test(arguments: [
    ("Ada Byron1, Bo Carr1,2*, Cy Dee2\n1 X University  2 Y Inc.\n* Equal contribution", "Y Inc."),
    ("Ada Byron¹, Bo Carr¹,²; Cy Dee²\n¹X University, ²Y Inc.", "Y Inc."),
    ("Ada Byron1, Bo Carr1,2,\nCy Dee2\n1X University\n2Y Inc., 12 Elm Street, Graz", "Y Inc., 12 Elm Street, Graz"),
    (
      "Ada Byron<sup>a</sup>, Bo Carr<sup>a,b</sup>, Cy Dee<sup>b</sup>\n<sup>a</sup>X University <sup>b</sup>Y Inc.",
      "Y Inc."
    ),
  ])
  func signsAndLegends(block: String, second: String) {
    Self.check(
      reading("INV 2024\n\nTrees for the Few 12\n\(block)\n\nLogs for the Many 25\nDi Eff1\n1 Z Lab\n"),
      titles: ["Trees for the Few", "Logs for the Many"],
      authors: ["Ada Byron: X University; Bo Carr: X University | \(second); Cy Dee: \(second)", "Di Eff: Z Lab"])
  }

  /// Authors before their titles, as bibliographies print them.
  @Test func authorsBeforeTheirTitles() {
    Self.check(
      reading(
        """
        Ada Byron, Bo Carr: Scaling Trees to the Sky. 1-18
        Cy Dee, Di Eff: Forests of Many Kernels. 19-35
        Ed Fox: Logs: A Memoir of Storage. 36-40
        """), titles: ["Scaling Trees to the Sky", "Forests of Many Kernels", "Logs: A Memoir of Storage"],
      authors: ["Ada Byron: -; Bo Carr: -", "Cy Dee: -; Di Eff: -", "Ed Fox: -"], pages: ["1", "19", "36"])
  }

  /// A title with a colon behind what could be a name stays a title.
  @Test func titlesWithAColonStayTitles() {
    Self.check(
      reading(
        """
        Ada Lovelace: A Life in Programs
        Bo Carr, Cy Dee (X University)
        Blue Whale: Deep Storage for the Few
        Di Eff (Y Inc.), Ed Fox (Z Lab)
        Forests of Kernels
        Flo Gee (Z Lab)
        """),
      titles: ["Ada Lovelace: A Life in Programs", "Blue Whale: Deep Storage for the Few", "Forests of Kernels"],
      authors: ["Bo Carr: X University; Cy Dee: X University", "Di Eff: Y Inc.; Ed Fox: Z Lab", "Flo Gee: Z Lab"])
  }

  @Test func numberedListsInMarkdown() {
    Self.check(
      reading(
        """
        ## Accepted papers

        1. **Trees for the Few.** Ada Byron (X University), Bo Carr (Y Inc.).
        2. **Logs for the Many.** Cy Dee, Di Eff (Z Lab).
        3. **Kernels of Truth.** *Ed Fox (X University) and Flo Gee (Y Inc.).*
        4. **Names Alone.** *Gus Hay, Ida Jay*
        """), titles: ["Trees for the Few", "Logs for the Many", "Kernels of Truth", "Names Alone"],
      authors: [
        "Ada Byron: X University; Bo Carr: Y Inc.", "Cy Dee: Z Lab; Di Eff: Z Lab",
        "Ed Fox: X University; Flo Gee: Y Inc.", "Gus Hay: -; Ida Jay: -",
      ])
  }

  /// Pages, DOI and the kind of article on lines of their own, as libraries print their contents.
  @Test func detailsOnLinesOfTheirOwn() {
    let sink = reading(
      """
      INV '23: Proceedings of the 9th Symposium on Invented Principles

      SESSION: Memory

      research-article
      Open Access
      Trees for the Few
      Ada Byron,
      Bo Carr
      October 2023, pp 1–16
      https://doi.org/10.1145/3600006.3613100

      research-article
      Logs for the Many: A Study
      Cy Dee;Di Eff;Ed Fox
      Publication Year: 2023,Page(s):17 - 35
      """)
    Self.check(
      sink, titles: ["Trees for the Few", "Logs for the Many: A Study"],
      authors: ["Ada Byron: -; Bo Carr: -", "Cy Dee: -; Di Eff: -; Ed Fox: -"],
      sessions: ["SESSION: Memory", "SESSION: Memory"], pages: ["1", "17"])
    #expect(sink.papers.map(\.lastPage) == ["16", "35"])
    #expect(sink.papers.map(\.doi?.value) == ["10.1145/3600006.3613100", nil])
  }

  /// Titles and speakers on one line, a dash between them; '&' between people of two firms.
  @Test func schedules() {
    Self.check(
      reading(
        """
        Accepted talks of INV 2024

        - Trees for the Few — Ada Byron, X Labs & Bo Carr, Y Inc.
        - Logs for the Many — Cy Dee, Di Eff (Z Lab), Ed Fox (Y Inc.)
        - Write-Ahead - And Behind — Flo Gee and Gus Hay, X University
        """), titles: ["Trees for the Few", "Logs for the Many", "Write-Ahead - And Behind"],
      authors: [
        "Ada Byron: X Labs; Bo Carr: Y Inc.", "Cy Dee: Z Lab; Di Eff: Z Lab; Ed Fox: Y Inc.",
        "Flo Gee: X University; Gus Hay: X University",
      ])
  }

  @Test func familyNamesFirst() {
    Self.check(
      reading(
        """
        Workshop on Invented Things 2018

        Trees for the Few
        Byron, Ada (X University); Carr, Bo (Y Inc.)

        Logs for the Many
        Dee, Cy (Z Lab); Fox, Ed (X University)
        """), titles: ["Trees for the Few", "Logs for the Many"],
      authors: ["Ada Byron: X University; Bo Carr: Y Inc.", "Cy Dee: Z Lab; Ed Fox: X University"])
  }

  /// Names without spaces, brackets and commas of their own width.
  @Test func chinesePages() {
    Self.check(
      reading("基于树的存储系统 1\n张三，李四（清华大学）\n面向云的日志 9\n王五（北京大学），赵六（华为技术有限公司）\n"),
      titles: ["基于树的存储系统", "面向云的日志"],
      authors: ["张三: 清华大学; 李四: 清华大学", "王五: 北京大学; 赵六: 华为技术有限公司"], pages: ["1", "9"])
  }

  /// Who speaks in the opening is no author, and nothing is rejected for it.
  @Test func speakersOfTheOpening() {
    let sink = reading(
      """
      INV '24 Technical Sessions

      9:00 am–9:15 am
      Opening Remarks and Awards
      Ada Byron, X University; Bo Carr, Y Research
      9:15 am–10:15 am
      Trees and Forests
      Session Chair: Cy Dee, Z University
      Trees for the Few
      Di Eff, Z Lab; Ed Fox and Flo Gee, X University

      Available Media
      Logs for the Many
      Gus Hay and Ida Jay, School of Q, X University
      """)
    Self.check(
      sink, titles: ["Trees for the Few", "Logs for the Many"],
      authors: [
        "Di Eff: Z Lab; Ed Fox: X University; Flo Gee: X University",
        "Gus Hay: School of Q, X University; Ida Jay: School of Q, X University",
      ], sessions: ["Trees and Forests", "Trees and Forests"])
    #expect(sink.reported.contains { $0.code == "contents.people" && $0.location?.line == 5 })
  }

  // MARK: Web pages

  /// Titles behind pop-ups, the track's name below the title, the affiliation in a span of its own.
  @Test func tablesOfTracks() {
    Self.check(
      reading(
        """
        <!DOCTYPE html><html><head><title>INV 2024 - Papers</title></head><body><h1>INV 2024 Papers</h1>
        <table><thead><tr><th>Title</th></tr></thead><tbody>
        <tr><td><a class="bookmark"><span></span></a></td><td><a href="#">A Verified Compiler for Trees</a>
        <div class="prog-track">Main Track</div><div class="performers"><a>Ada Byron</a><span class="prog-aff">X
        University</span>, <a>Bo Carr</a><span class="prog-aff">University of Q, Graz</span></div></td></tr>
        <tr><td></td><td><a href="#">Effects for Logs</a><div class="prog-track">Tool Track</div><div
        class="performers"><a>Cy Dee</a><span class="prog-aff">Y Inc.</span></div><a class="publication-link"
        href="#">DOI</a></td></tr></tbody></table></body></html>
        """, as: HTMLPageReader()), titles: ["A Verified Compiler for Trees", "Effects for Logs"],
      authors: ["Ada Byron: X University; Bo Carr: University of Q, Graz", "Cy Dee: Y Inc."],
      sessions: ["Main Track", "Tool Track"])
  }

  /// Blocks that call themselves authors stand above those that call themselves titles.
  @Test func authorsAboveTitlesByTheirClasses() {
    Self.check(
      reading(
        """
        <html><body><h1>PROGRAM</h1><div class="session"><div class="heading"><span class="interval">11:00-12:30</span>
        <span class="title">Session 2: Calculi</span></div><table class="talks">
        <tr class="talk"><td class="time">11:00</td><td><div class="authors"><a>Ada Byron</a> (<i>Institute of X</i>) and
        <a>Bo Carr</a> (<i>Y Inc.</i>)</div><div class="title"><a>A Framework for Trees</a> (<a>abstract</a>)</div></td></tr>
        <tr class="talk"><td class="time">11:30</td><td><div class="authors"><a>Cy Dee</a> (<i>Z Lab</i>)</div><div
        class="title"><a>Deciding Logs</a> (<a>abstract</a>)</div></td></tr></table></div></body></html>
        """, as: HTMLPageReader()), titles: ["A Framework for Trees", "Deciding Logs"],
      authors: ["Ada Byron: Institute of X; Bo Carr: Y Inc.", "Cy Dee: Z Lab"],
      sessions: ["Session 2: Calculi", "Session 2: Calculi"])
  }

  /// All authors and their brackets in italics; sessions, keynotes and chairs in one cell of a timetable.
  @Test func timetables() {
    let sink = reading(
      """
      <html><head><title>INV 2023 programme</title></head><body><h2>Tuesday, September 12, 2023</h2>
      <table><tr><th>Time</th><th>Event</th></tr>
      <tr><td>8:30 - 9:00</td><td><strong>Opening remarks</strong></td></tr>
      <tr><td>10:30 - 12:00</td><td><strong>Session 1: Transport</strong><br/>Session chair: Zed Zephyr (Q University)
      <p><a href="x">Trees for the Few</a><br/><em>Ada Byron, Bo Carr (X University)</em></p>
      <p><a href="y">Logs for the Many</a><br/><em>Cy Dee (Y Inc.); Di Eff, Ed Fox (Z Lab)</em></p></td></tr>
      </table></body></html>
      """, as: HTMLPageReader())
    Self.check(
      sink, titles: ["Trees for the Few", "Logs for the Many"],
      authors: ["Ada Byron: X University; Bo Carr: X University", "Cy Dee: Y Inc.; Di Eff: Z Lab; Ed Fox: Z Lab"],
      sessions: ["Session 1: Transport", "Session 1: Transport"])
  }

  @Test func raisedSignsAndTheirLegend() {
    Self.check(
      reading(
        """
        <html><body><h1>INV 2022</h1><div class="paper"><h3>Training in Bursts on the 17<sup>th</sup> Floor</h3>
        <p class="authors">Ada Byron<sup>1</sup>, Bo Carr<sup>1,2,*</sup></p>
        <p class="aff"><sup>1</sup>X University, <sup>2</sup>Y Inc.</p></div>
        <div class="paper"><h3>Quadratic Logs</h3><p class="authors">Cy Dee<sup>1</sup>, Di Eff<sup>2</sup></p>
        <p class="aff"><sup>1</sup>Z Lab; <sup>2</sup>University of Q</p></div></body></html>
        """, as: HTMLPageReader()), titles: ["Training in Bursts on the 17th Floor", "Quadratic Logs"],
      authors: ["Ada Byron: X University; Bo Carr: X University | Y Inc.", "Cy Dee: Z Lab; Di Eff: University of Q"])
  }

  /// Pages that print no affiliations: names between dots, bars or links; badges, links and ways to cite between them.
  @Test(arguments: [
    """
    <div><div class="cardBody">Learning to Prune Deep Trees</div><div>Ada Byron · Bo Carr · Cy Dee</div></div>
    <div><div class="cardBody">A Kernel Perspective on Pruning</div><div>Di Eff · Ed Fox</div></div>
    """,
    """
    <p><span><a class="badge">pdf</a> <a class="badge">bib</a></span><span><strong><a>Learning to Prune Deep
    Trees</a></strong><br><a>Ada Byron</a> | <a>Bo Carr</a> | <a>Cy Dee</a></span></p>
    <p><span><a class="badge">pdf</a></span><span><strong><a>A Kernel Perspective on Pruning</a></strong><br><a>Di Eff</a>
    | <a>Ed Fox</a></span></p>
    """,
    """
    <dl><dt class="ptitle"><br><a>Learning to Prune Deep Trees</a></dt><dd><form><a>Ada Byron</a>,</form><form><a>Bo
    Carr</a>,</form><form><a>Cy Dee</a></form></dd><dd>[<a>pdf</a>] [<a>arXiv</a>]<div>@InProceedings{B, author = {Byron,
    Ada}, }</div></dd><dt class="ptitle"><br><a>A Kernel Perspective on Pruning</a></dt><dd><form><a>Di
    Eff</a>,</form><form><a>Ed Fox</a></form></dd><dd>[<a>pdf</a>]</dd></dl>
    """,
    """
    <ul><li><cite><span><a>Ada Byron</a></span>, <span><a>Bo Carr</a></span>, <span>Cy Dee</span>:<br> <span
    class="title">Learning to Prune Deep Trees.</span> <span>1-18</span></cite></li><li><cite><a>Di Eff</a>, <a>Ed
    Fox</a>:<br> <span class="title">A Kernel Perspective on Pruning.</span> <span>19-35</span></cite></li></ul>
    """,
    """
    <div class="paper"><p class="title">Learning to Prune Deep Trees</p><p class="details"><span class="authors">Ada
    Byron,&nbsp;Bo Carr,&nbsp;Cy Dee</span>;<span class="info"><i>Proceedings</i>, 202:1-18</span></p><p
    class="links">[<a>abs</a>]</p></div><div class="paper"><p class="title">A Kernel Perspective on Pruning</p><p><span
    class="authors">Di Eff,&nbsp;Ed Fox</span>;<span class="info"><i>Proceedings</i></span></p></div>
    """,
    """
    <ul><li><a title="paper title">Learning to Prune Deep Trees</a> <i>Ada Byron, Bo Carr, Cy Dee</i></li>
    <li><a title="paper title">A Kernel Perspective on Pruning</a> <i>Di Eff, Ed Fox</i></li></ul>
    """,
  ])
  func namesAlone(body: String) {
    Self.check(
      reading("<html><body><h2>Proceedings of Trees (INV 2023)</h2>\(body)</body></html>", as: HTMLPageReader()),
      titles: ["Learning to Prune Deep Trees", "A Kernel Perspective on Pruning"],
      authors: ["Ada Byron: -; Bo Carr: -; Cy Dee: -", "Di Eff: -; Ed Fox: -"])
  }
}
