import Bibliography
import Bytes
import Foundation
import Testing

@testable import Ingestion

/// Programme pages in HTML, Markdown, YAML and CSV; every page is invented, its traps are not.
@Suite struct ProgrammeTests {
  // MARK: HTML

  /// The shape of technical-session pages: sessions and titles are both `<h2>`, the semicolon stands inside the
  /// emphasis, media links and abstracts between papers, a keynote, a break, an award.
  static let sessions = """
    <!DOCTYPE html>
    <html><head><title>INV '24 Technical Sessions</title><style>.x { color: red }</style></head><body>
    <nav><ul><li>Home</li><li>Attend</li></ul></nav>
    <h1>INV '24 Technical Sessions</h1>
    <h2>Monday, May 6</h2>
    <p>8:00 am–9:00 am</p><h2>Continental Breakfast</h2>
    <article><h2><a href="/k">Keynote Address: Forty Years of Caches</a></h2>
    <div><p>Ada Byron, <em>X University</em></p></div>
    <p>Available Media <a href="#">Slides</a> <a href="#">Video</a></p></article>
    <h2>Storage &amp; Files</h2>
    <p>Session Chair: Zed Zephyr, <em>Q University</em></p><p><em>Grand Ballroom A</em></p>
    <article><h2><a href="/a">Logs &amp; Trees</a></h2>
    <div><p>Bo Carr and Cy&nbsp;Dee, <em>Y Inc.;</em> Di Eff, <em>X University</em></p></div>
    <p>We present a new way to write logs. It is faster than the old way, and we show with many measurements that it
    does not lose more data than the old way did.</p>
    <p>Awarded Best Paper!</p></article>
    <article><h2><a href="/b">Trees Without Logs</a></h2>
    <div><p>Ed Fox, <em>unaffiliated</em>; Flo Gee, <em>X University</em> and <em>Y Inc.</em></p></div>
    <p>Show details ▸</p></article>
    <footer><p>© INV</p></footer></body></html>
    """

  @Test func sessionPages() {
    let sink = reading(Self.sessions, as: HTMLPageReader())
    #expect(
      sink.papers.map(\.title) == ["Keynote Address: Forty Years of Caches", "Logs & Trees", "Trees Without Logs"])
    #expect(
      sink.papers.map(\.summary) == [
        "Ada Byron: X University", "Bo Carr: Y Inc.; Cy Dee: Y Inc.; Di Eff: X University",
        "Ed Fox: unaffiliated; Flo Gee: X University | Y Inc.",
      ])
    #expect(sink.papers.map(\.kind) == ["keynote", "paper", "paper"])
    #expect(sink.papers.last?.session == "Storage & Files")
    #expect(sink.papers[1].fields.contains(.init(key: "award", value: "Awarded Best Paper!")))
    #expect(sink.papers.last?.fields.contains { $0.key == "award" } == false)
    #expect(sink.papers.map(\.location.line) == [7, 12, 17])
    #expect(sink.papers.allSatisfy { $0.venue == nil || $0.year == 2024 })
    #expect(sink.rejected == [])
  }

  @Test func spansNameTitleAuthorAndInstitution() {
    let sink = reading(
      """
      <html><body><h2>Privacy</h2>
      <div class="bpaper"><span class="ptitle">Models that Remember Too Much</span></br>
      <div><span class="author">Ada&nbsp;Byron</span> <span class="institution">(X University)</span>,
      <span class="author">Bo&nbsp;Carr</span> <span class="institution">(Y Tech)</span><br>
      <a href="x.pdf">[PDF]</a></div></div>
      <div class="bpaper"><span class="ptitle">Oblivious Predictions</span></br>
      <div><span class="author">Cy&nbsp;Dee</span> <span class="institution">(Z Lab)</span></div></div></body></html>
      """, as: HTMLPageReader())
    #expect(sink.papers.map(\.title) == ["Models that Remember Too Much", "Oblivious Predictions"])
    #expect(sink.papers.map(\.summary) == ["Ada Byron: X University; Bo Carr: Y Tech", "Cy Dee: Z Lab"])
    #expect(sink.papers.map(\.session) == ["Privacy", "Privacy"])
  }

  @Test func listsTakeTitleAndAuthorsFromOneItem() {
    let sink = reading(
      """
      <html><body><h3>Kernels</h3><ul>
      <li><b>Small Kernels for Large Machines</b> Ada Byron, Bo Carr (X University), Cy Dee (Z Lab)</li>
      <li><a href="x.pdf">Large Kernels for Small Machines</a><br>Di Eff (Y Inc.)</li>
      </ul></body></html>
      """, as: HTMLPageReader())
    #expect(sink.papers.map(\.title) == ["Small Kernels for Large Machines", "Large Kernels for Small Machines"])
    #expect(
      sink.papers.map(\.summary) == ["Ada Byron: X University; Bo Carr: X University; Cy Dee: Z Lab", "Di Eff: Y Inc."])
  }

  @Test func tablesAreReadByColumnOrTrackByTrack() {
    let byColumn = reading(
      """
      <html><body><table><tr><th>Time</th><th>Title</th><th>Authors</th></tr>
      <tr><td>9:00</td><td>Small Kernels</td><td>Ada Byron (X University); Bo Carr (Y Inc.)</td></tr>
      <tr><td>9:20</td><td>Large Kernels</td><td>Cy Dee, <i>Z Lab</i></td></tr></table></body></html>
      """, as: HTMLPageReader())
    #expect(byColumn.papers.map(\.summary) == ["Ada Byron: X University; Bo Carr: Y Inc.", "Cy Dee: Z Lab"])
    let tracks = reading(
      """
      <html><body><table>
      <tr><th>Track A: Storage</th><th>Track B: Networks</th></tr>
      <tr><td>Alpha of Disks<br>Ada Byron, <i>X University</i></td><td>Beta of Wires<br>Bo Carr, <i>Y Inc.</i></td></tr>
      <tr><td>Gamma of Disks<br>Cy Dee, <i>Z Lab</i></td><td>Delta of Wires<br>Di Eff, <i>X University</i></td></tr>
      </table></body></html>
      """, as: HTMLPageReader())
    #expect(tracks.papers.map(\.title) == ["Alpha of Disks", "Gamma of Disks", "Beta of Wires", "Delta of Wires"])
    #expect(
      tracks.papers.map(\.session) == [
        "Track A: Storage", "Track A: Storage", "Track B: Networks", "Track B: Networks",
      ])
  }

  @Test func deepNestingIsRefused() {
    let sink = reading("<html>" + String(repeating: "<div>", count: 100_000), as: HTMLPageReader())
    #expect(sink.rejected.map(\.code) == ["html.depth"])
  }

  // MARK: Markdown

  @Test func markdownTablesHeadingsAndLists() {
    let table = reading(
      """
      ---
      layout: post
      title: "Best Papers"
      ---
      <style>
      .table { font-size: 12px; }
      </style>

      | Year | Title | Authors |
      | --- | --- | --- |
      | 2018 | [Small Kernels](https://example.org/a_(b)) | Ada Byron, X University<br>Bo Carr & Cy Dee, Y Inc. |
      | 2017 |	Large Kernels\t| Di Eff<br>Ed Fox, Z Lab |
      | 2016 | | Flo Gee, Z Lab |
      {: .table }
      """)
    #expect(table.papers.map(\.title) == ["Small Kernels", "Large Kernels"])
    #expect(table.papers.map(\.year) == [2018, 2017])
    #expect(
      table.papers.map(\.summary) == [
        "Ada Byron: X University; Bo Carr: Y Inc.; Cy Dee: Y Inc.", "Di Eff: -; Ed Fox: Z Lab",
      ])
    #expect(table.rejected.map(\.code) == ["programme.no-title"])
    #expect(table.rejected.first?.location?.line == 13)
    let list = reading(
      """
      # INV '24
      ## Storage
      * **Small Kernels for Large Machines**
      \t\tA. Byron, B. Carr
      \t\t<a href="/x.pdf">[PDF]</a>

      * **Large Kernels for Small Machines**
      \t\tC. Dee
      \t\t<a href="/y.pdf">[PDF]</a>
      ## Networks
      - **Wires and Waves**, Di Eff (Y Inc.), Ed Fox (Z Lab)
      """)
    #expect(
      list.papers.map(\.title) == [
        "Small Kernels for Large Machines", "Large Kernels for Small Machines", "Wires and Waves",
      ])
    #expect(list.papers.map(\.session) == ["Storage", "Storage", "Networks"])
    #expect(list.papers.map(\.summary) == ["A. Byron: -; B. Carr: -", "C. Dee: -", "Di Eff: Y Inc.; Ed Fox: Z Lab"])
    #expect(list.papers.allSatisfy { $0.venue == "INV '24" && $0.year == 2024 })
  }

  @Test func affiliationsInTheirOwnColumnAreSharedUnlessTheyFit() {
    let sink = reading(
      """
      # Workshops

      | Name | Full Name | Organizers | Affiliation |
      |------|-----------|------------|-------------|
      | A | [First Workshop](x) | Ada Byron, Bo Carr | X University, Y Inc. |
      | B | Second Workshop | Cy Dee, Di Eff | IBM |
      | C | Third Workshop | Ed Fox, Flo Gee | Z Lab; Y Inc. |
      """)
    #expect(sink.papers.map(\.kind) == ["workshop", "workshop", "workshop"])
    #expect(sink.papers[0].authors.map(\.state) == [.shared, .shared])
    #expect(sink.papers[0].sharedAffiliations.map(\.text) == ["X University, Y Inc."])
    #expect(sink.papers[1].summary == "Cy Dee: IBM; Di Eff: IBM")
    #expect(sink.papers[2].summary == "Ed Fox: Z Lab; Flo Gee: Y Inc.")
  }

  // MARK: Committees

  static let committee = """
    # 3rd Workshop on Inventions (INV '24)

    ## Program Co-Chairs
    Ada Byron, *X University*
    Bo Carr, *Y Inc.*

    ## Program Committee
    - Cy Dee (Z Lab)
    - Di Eff (X University, Norway)
    - Ed Fox

    ## Selection Committee

    |  |  |
    | ---: | --- |
    | Flo Gee | Q University |
    | Guy Hay | NVIDIA |

    ## Accepted Papers

    **Small Kernels for Large Machines**
    Ivy Jo (X University)

    """

  @Test func committeesAreReadWhereTheUserSaysSo() throws {
    let sink = CollectingSink()
    var context = ReadingContext()
    context.role = "committee"
    try ContentsReader().read(Input(name: "page.md", bytes: [UInt8](Self.committee.utf8)), context: context, into: sink)
    #expect(sink.papers.map(\.title) == ["Program Co-Chairs", "Program Committee", "Selection Committee"])
    #expect(sink.papers.allSatisfy { $0.kind == "committee" && $0.venue == "INV '24" && $0.year == 2024 })
    #expect(
      sink.papers.map(\.summary) == [
        "Ada Byron: X University; Bo Carr: Y Inc.", "Cy Dee: Z Lab; Di Eff: X University, Norway; Ed Fox: -",
        "Flo Gee: Q University; Guy Hay: NVIDIA",
      ])
  }

  @Test func committeesAreNoPapers() {
    let sink = reading(Self.committee)
    #expect(sink.papers.map(\.title) == ["Small Kernels for Large Machines"])
    #expect(sink.rejected == [])
    #expect(sink.reported.map(\.code) == ["contents.people", "contents.people", "contents.people"])
    #expect(sink.reported.map(\.location?.line) == [3, 7, 12])
  }

  // MARK: YAML and CSV

  @Test func yamlRecordsAnywhereInTheDocument() {
    let sink = reading(
      """
      ---
      layout: semester
      title: "Fall"   # the page's own
      sessions:
        - date: "12/21/2017"
          title: "Whitebox Testing: Deeper"
          authors: "Ada Byron, Bo Carr , Cy Dee"
          venue: "INV '17"

        - date: "12/14/2017"
          title: 'My Kernel''s Lighter'
          authors: "Di Eff (X Ltd.); Ed Fox, Flo Gee (Y University)."
        - date: "12/07/2017"
          title: Practice Talk
        - title: >
            A Folded
            Title
          authors:
            - name: Guy Hay
              affiliation: Z Lab
            - Ivy Jo
      ---
      # The page
      """, as: ProgrammeYAMLReader())
    #expect(sink.papers.map(\.title) == ["Whitebox Testing: Deeper", "My Kernel's Lighter", "A Folded Title"])
    #expect(
      sink.papers.map(\.summary) == [
        "Ada Byron: -; Bo Carr: -; Cy Dee: -", "Di Eff: X Ltd.; Ed Fox: Y University; Flo Gee: Y University",
        "Guy Hay: Z Lab; Ivy Jo: -",
      ])
    #expect(sink.papers[0].venue == "INV '17")
    #expect(sink.papers[0].year == 2017)
    #expect(sink.papers[1].day == "2017-12-14")
    #expect(sink.rejected.map(\.description).first?.hasPrefix("page.txt:14:1: error: [programme.no-authors]") == true)
    #expect(sink.rejected.count == 1)
  }

  @Test func yamlListOfRecordsWithEntitiesAndNumbers() {
    let sink = reading(
      """
      # Network Programming
      - type: paper
        title: '#7 P4X&#58; A Demonstration'
        authors: Ada Byron (X AG, Technical University of Y (TUY)), Bo Carr and Cy Dee (Technical University of Y (TUY))
        abstract: ''
      - type: demo
        title: '#36 Faster Control'
        authors: Di Eff (Q, University of Z)
      """, as: ProgrammeYAMLReader())
    #expect(sink.papers.map(\.title) == ["P4X: A Demonstration", "Faster Control"])
    #expect(sink.papers.map(\.kind) == ["paper", "demo"])
    #expect(sink.papers.map(\.session) == ["Network Programming", "Network Programming"])
    #expect(sink.papers[0].fields == [.init(key: "paper_number", value: "7")])
    #expect(
      sink.papers[0].summary
        == "Ada Byron: X AG, Technical University of Y (TUY); Bo Carr: Technical University of Y (TUY); "
        + "Cy Dee: Technical University of Y (TUY)")
  }

  @Test func csvWithAllAuthorsInOneString() {
    let text = """
      ID,Title,Status,"# Reviews",Authors
      3,Confidential Containers,Accepted,0,"Ada Byron (X University); Bo Carr, Cy Dee (Y Institute)"
      22,"Rooms, Data and ""Clean"" AI",Accepted,0,"Di Eff, Ed Fox (Z Lab; Q Inc.)"
      23,No People,Accepted,0,
      """
    let sink = reading(text, as: ProgrammeCSVReader())
    #expect(sink.papers.map(\.title) == ["Confidential Containers", "Rooms, Data and \"Clean\" AI"])
    #expect(
      sink.papers.map(\.summary) == [
        "Ada Byron: X University; Bo Carr: Y Institute; Cy Dee: Y Institute",
        "Di Eff: Z Lab | Q Inc.; Ed Fox: Z Lab | Q Inc.",
      ])
    #expect(sink.rejected.map(\.code) == ["programme.no-authors"])
    #expect(sink.papers.map(\.location.line) == [2, 3])
    let sample = Sample(bytes: [UInt8](text.utf8), isWhole: true)
    #expect(Readers.sniff(sample, name: "x")?.format.name == "programme-csv")
  }

  @Test(arguments: [
    ("a: 1", ["a=1"]), ("a:\n  b: x\n  c: 'y: z'", ["a.b=x", "a.c=y: z"]), ("- 1\n- 2", ["0=1", "1=2"]),
    ("a:\n- x\n- y: 2\n  z: 3", ["a.0=x", "a.1.y=2", "a.1.z=3"]), ("a: [x, \"y, z\"]", ["a.0=x", "a.1=y, z"]),
    ("a: |\n  one\n  two\nb: 3", ["a=one\ntwo", "b=3"]), ("a: \"x\n  y\"", ["a=x y"]), ("# only a comment", []),
    ("a: http://x.org # c", ["a=http://x.org"]),
  ])
  func yaml(text: String, expected: [String]) {
    func flatten(_ node: YAMLNode, _ path: String) -> [String] {
      let prefix = path.isEmpty ? "" : path + "."
      switch node {
      case .scalar(let text, _): return ["\(path)=\(text)"]
      case .sequence(let items, _): return items.enumerated().flatMap { flatten($1, prefix + "\($0)") }
      case .mapping(let pairs, _): return pairs.flatMap { flatten($0.value, prefix + $0.key) }
      }
    }
    let document = YAMLDocument(text)
    #expect(document.root.map { flatten($0, "") } ?? [] == expected)
    #expect(document.misunderstood == [])
  }
}
