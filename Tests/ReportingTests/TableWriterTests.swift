import Bibliography
import Foundation
import Synchronization
import Testing

@testable import Reporting

/// Wide characters, a combining mark, a quote with a comma, a tie and a share.
private let sample = Table(
  title: "Institutions by papers",
  method: [MethodLine("counting", "fractional"), MethodLine("level", "institution")],
  columns: [
    .init("rank"), .init("institution"), .init("credit", unit: "papers"), .init("any_industry", unit: "0…1"),
  ],
  rows: [
    [.integer(1), .text("清华大学"), .real(2.5), .real(0.25)],
    [.integer(2), .text("E\u{301}cole, \"A\""), .real(1), .null],
    [.integer(2), .text("=Beta"), .real(1), .real(1)],
  ],
  notes: ["4 more institutions are not shown."])

@Suite struct TextTableTests {
  @Test func alignsWideCharactersAndCombiningMarks() {
    #expect(
      TableWriter.write(sample, as: .table) == """
        Institutions by papers

        rank  institution  credit  any industry
                           papers             %
        ----  -----------  ------  ------------
           1  清华大学        2.5          25.0
          =2  E\u{301}cole, "A"      1.0             –
          =2  =Beta           1.0         100.0

        Counting: fractional; level: institution.
        4 more institutions are not shown.

        """)
  }

  @Test func wrapsTextColumnsAndCutsNothing() {
    let table = Table(
      title: "Long", columns: [.init("institution"), .init("papers")],
      rows: [[.text("University of Science and Technology of Nowhere"), .integer(3)]])
    #expect(
      TableWriter.write(table, as: .table, options: TableOptions(width: 32)) == """
        Long

        institution               papers
        ------------------------  ------
        University of Science          3
        and Technology of
        Nowhere

        """)
  }

  @Test(arguments: [20, 24, 31, 40, 80])
  func staysWithinTheTerminal(width: Int) {
    let words = Table(
      title: "T", method: [MethodLine("counting", "full counting of every paper in the selection")],
      columns: [.init("institution"), .init("n")],
      rows: [[.text("Donaudampfschifffahrtsgesellschaft und 清华大学清华大学 mit Freunden"), .integer(7)]])
    let lines = TableWriter.write(words, as: .table, options: TableOptions(width: width)).split(separator: "\n")
    #expect(lines.allSatisfy { DisplayWidth.of($0) <= width })
    let letters = lines.dropFirst(3).joined().filter { !$0.isWhitespace }
    #expect(letters.contains("7"))
    for part in ["Donau", "Freunden", "清"] { #expect(letters.contains(part)) }
  }

  @Test func textFromASourceCannotSteerTheTerminal() {
    let table = Table(title: "T", columns: [.init("name")], rows: [[.text("a\u{1B}[31mb\u{202E}c\nd")]])
    let text = TableWriter.write(table, as: .table)
    #expect(text.contains("a\u{FFFD}[31mb\u{FFFD}c d"))
    #expect(!text.unicodeScalars.contains("\u{1B}"))
  }

  @Test func emptyTablesSayThatTheyAreEmpty() {
    let empty = Table(title: "None", columns: [.init("name")])
    #expect(TableWriter.write(empty, as: .table) == "None\n\nname\n----\n(no rows)\n")
    #expect(TableWriter.write(Table(title: "None", columns: []), as: .table) == "None\n\n")
  }

  @Test(arguments: [
    ("abc", 3), ("é", 1), ("e\u{301}", 1), ("清华", 4), ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("ﾊﾝ", 2), ("👩‍💻", 2),
    ("🇩🇪", 2), ("☂\u{FE0F}", 2), ("–", 1), ("", 0), ("عمر", 3), ("\u{200B}", 0),
  ])
  func displayWidth(text: String, width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }
}

@Suite struct TableCSVTests {
  @Test func followsRFC4180() {
    #expect(
      TableWriter.write(sample, as: .csv)
        == "rank,institution,credit,any_industry\n1,清华大学,2.5,0.25\n2,\"E\u{301}cole, \"\"A\"\"\",1.0,\n2,=Beta,1.0,1.0\n"
    )
  }

  @Test func defusesFormulasAndMarksTheEncodingWhenAsked() {
    let options = TableOptions(byteOrderMark: true, defuseFormulas: true)
    let text = TableWriter.write(sample, as: .csv, options: options)
    #expect(text.unicodeScalars.first == "\u{FEFF}")
    #expect(text.contains("2,'=Beta,1.0,1.0\r\n"))
  }

  @Test(arguments: [
    ("a", "a"), ("", "\"\""), (" a", "\" a\""), ("a\r\nb", "\"a\r\nb\""), ("a\nb", "\"a\nb\""), ("a;b", "a;b"),
  ])
  func quotesWhatNeedsQuotes(text: String, field: String) {
    #expect(CSV.field(text) == field)
  }

  @Test func negativeNumbersAreNotFormulas() {
    let table = Table(title: "", columns: [.init("x"), .init("y")], rows: [[.real(-1.5), .text("-1")]])
    #expect(TableWriter.write(table, as: .csv, options: TableOptions(defuseFormulas: true)) == "x,y\n-1.5,'-1\n")
  }

  @Test func repeatedNamesAreToldApart() {
    let table = Table(title: "", columns: [.init("a"), .init("a"), .init("a_2")])
    #expect(TableWriter.write(table, as: .csv) == "a,a_2,a_2_2\n")
  }
}

@Suite struct TableJSONTests {
  @Test func hasTheDocumentedShape() {
    #expect(
      TableWriter.write(sample, as: .json)
        == #"""
        {
          "title": "Institutions by papers",
          "method": {"counting": "fractional", "level": "institution", "notes": "4 more institutions are not shown."},
          "columns": [
            {"name": "rank", "unit": ""},
            {"name": "institution", "unit": ""},
            {"name": "credit", "unit": "papers"},
            {"name": "any_industry", "unit": "0…1"}
          ],
          "rows": [
            {"rank": 1, "institution": "清华大学", "credit": 2.5, "any_industry": 0.25},
            {"rank": 2, "institution": "École, \"A\"", "credit": 1.0, "any_industry": null},
            {"rank": 2, "institution": "=Beta", "credit": 1.0, "any_industry": 1.0}
          ]
        }

        """#.replacing("École", with: "E\u{301}cole"))
  }

  @Test func numbersReadBackAsTheSameNumbers() throws {
    let values = [
      Double.leastNonzeroMagnitude, 0.1, 1.0 / 3, 1e-9, 6.02214076e23, -0.0, 1.7976931348623157e308, 123456789.125,
    ]
    let table = Table(title: "", columns: [.init("x")], rows: values.map { [.real($0)] })
    let object = try JSONSerialization.jsonObject(with: Data(TableWriter.write(table, as: .json).utf8))
    let rows = try #require((object as? [String: Any])?["rows"] as? [[String: Any]])
    #expect(rows.compactMap { $0["x"] as? Double } == values)
  }

  @Test func anyTextIsValidJSON() throws {
    let text = "\u{0}\u{1F}\u{7F}\"\\\n\r\t/\u{2028}😀清"
    let table = Table(
      title: text, method: [MethodLine("k", text), MethodLine("k", "b")], columns: [.init(text, unit: text)],
      rows: [[.text(text)], [.real(.nan)], [.real(.infinity)]])
    let object = try JSONSerialization.jsonObject(with: Data(TableWriter.write(table, as: .json).utf8))
    let root = try #require(object as? [String: Any])
    #expect(root["title"] as? String == text)
    #expect((root["method"] as? [String: String])?["k"] == text + "; b")
    let rows = try #require(root["rows"] as? [[String: Any]])
    #expect(rows[0][text] as? String == text)
    #expect(rows[1][text] is NSNull && rows[2][text] is NSNull)
  }

  @Test func noRowsAreAnEmptyArray() {
    #expect(
      TableWriter.write(Table(title: "x", columns: []), as: .json)
        == "{\n  \"title\": \"x\",\n  \"method\": {},\n  \"columns\": [],\n  \"rows\": []\n}\n")
  }
}

@Suite struct TableMarkdownTests {
  @Test func escapesMarkup() {
    let table = Table(
      title: "A|B", method: [MethodLine("counting", "full")],
      columns: [.init("title"), .init("papers", unit: "papers"), .init("any_industry", unit: "0…1")],
      rows: [[.text("*a*|<b>\n$O(1)$"), .integer(2), .real(0.5)]], notes: ["R&D"])
    #expect(
      TableWriter.write(table, as: .markdown) == #"""
        ### A\|B

        | title | papers | any industry (%) |
        |---|---:|---:|
        | \*a\*\|\<b\> \$O(1)\$ | 2 | 50.0 |

        *Counting: full.*

        R&amp;D

        """#)
  }
}

@Suite struct NumberStyleTests {
  private func shown(_ values: [Double], unit: String = "") -> [String] {
    let table = Table(title: "", columns: [.init("x", unit: unit)], rows: values.map { [.real($0)] })
    let style = NumberStyle(table, column: 0)
    return table.rows.map { style.text($0[0]) }
  }

  @Test func aColumnHasTheDecimalsItNeeds() {
    #expect(shown([1, 2]) == ["1", "2"])
    #expect(shown([1.5, 2]) == ["1.5", "2.0"])
    #expect(shown([1.0 / 3, 2]) == ["0.33", "2.00"])
    #expect(shown([1.0 / 3, 0.1]) == ["0.333", "0.100"])
    #expect(shown([-0.0001, 2.0 / 3]) == ["0.000", "0.667"])
    #expect(shown([.nan, 1]) == ["–", "1"])
    #expect(shown([0.0004, 1], unit: "0…1") == ["0.0", "100.0"])
  }

  @Test func boundsOfAnIntervalStandInOneColumn() {
    let table = Table(
      title: "",
      columns: [
        .init("x"), .init("any", unit: "0…1"), .init("any_low", unit: "0…1"), .init("any_high", unit: "0…1"),
        .init("share", unit: "0…1"), .init("low", unit: "0…1"), .init("high", unit: "0…1"), .init("low", unit: "°C"),
      ],
      rows: [
        [.text("a"), .real(0.5), .real(0.251), .real(1), .real(0.1), .null, .null, .real(-3)]
      ])
    #expect(table.forReaders.columns.map(\.heading) == ["x", "any", "95 % interval", "share", "95 % interval", "low"])
    #expect(
      table.forReaders.rows == [
        [.text("a"), .real(0.5), .text("25.1–100.0"), .real(0.1), .null, .real(-3)]
      ])
    #expect(TableWriter.write(table, as: .csv).contains("a,0.5,0.251,1.0,0.1,,,-3.0"))
  }

  @Test func thousandsAreGroupedFromFiveDigits() {
    #expect(NumberStyle.grouped("1234") == "1234")
    #expect(NumberStyle.grouped("-1234567.25") == "-1\u{202F}234\u{202F}567.25")
  }

  @Test func sharesOfFewPapersHaveNoPerCent() {
    #expect(ShareText.text(3, of: 12, interval: 0.1...0.5) == "3 of 12 papers")
    #expect(ShareText.text(17, of: 53) == "17 of 53 papers (32.1\u{A0}%)")
    #expect(
      ShareText.text(17, of: 53, interval: 0.211...0.4549)
        == "17 of 53 papers (32.1\u{A0}%, 95\u{A0}% interval 21.1–45.5\u{A0}%)")
  }
}

@Suite struct RankingTests {
  @Test func equalValuesShareARank() {
    #expect(Ranking.ranks([9, 7, 7, 4]) == [1, 2, 2, 4])
    #expect(Ranking.ranks([Int]()) == [])
  }

  @Test(arguments: [
    ([9, 7, 7, 4, 4], 4, 3), ([9, 7, 7, 4, 4], 3, 3), ([9, 7, 7, 4, 4], 2, 1), ([9, 7], 5, 2), ([1, 1, 1, 1], 2, 4),
    ([1, 1, 1, 1, 1], 2, 0), ([1, 1], 0, 0), ([], 3, 0),
  ])
  func aListNeverEndsInsideEqualValues(values: [Int], limit: Int, shown: Int) {
    #expect(Ranking.cut(values, limit: limit) == shown)
  }

  @Test func aCutTableSaysWhatIsMissing() {
    let table = Table(
      title: "", columns: [.init("name"), .init("papers")],
      rows: [("a", 3), ("b", 2), ("c", 2), ("d", 1)].map { [.text($0.0), .integer($0.1)] })
    let cut = table.ranked(by: "papers", limit: 2, noun: "institutions")
    #expect(cut.columns.map(\.name) == ["rank", "name", "papers"])
    #expect(cut.rows == [[.integer(1), .text("a"), .integer(3)]])
    #expect(cut.notes == ["Not shown: 3 more institutions, the next 2 with 2 papers each."])
    let three = table.ranked(by: "papers", limit: 3, noun: "institutions")
    #expect(three.rows.map { $0[0] } == [.integer(1), .integer(2), .integer(2)])
    #expect(three.notes == ["Not shown: 1 more institution, each with 1 paper; equal values are not split."])
    #expect(table.ranked(by: "papers").notes.isEmpty)
  }

  @Test func numbersAgreeWithTheirNouns() {
    #expect(Words.count(1, "countries") == "1 country")
    #expect(Words.count(0, "papers") == "0 papers")
    #expect(["", "a", "a and b", "a, b, and c"] == (0...3).map { Words.list(Array(["a", "b", "c"].prefix($0))) })
  }

  @Test func formatsFollowFileNames() {
    #expect(TableFormat(fileName: "a.b.CSV") == .csv)
    #expect(TableFormat(fileName: "x.md") == .markdown)
    #expect(TableFormat(fileName: "csv") == nil)
  }
}

@Suite struct FixedDecimalsTests {
  /// `%f` is the slow and plain version.
  @Test func roundsAsPrintfDoes() {
    var generator = SystemGenerator(state: 7)
    var values: [Double] = [
      0, 0.5, 1.5, 2.5, 0.125, 0.375, 1.005, 2.675, 0.045, 1e-9, 0.9995, 999.9995, 1e11 + 0.5, 8.5e15,
    ]
    for _ in 0..<20_000 {
      values.append(Double(generator.next() % 2_000_000) / 16_384)
      values.append(Double(bitPattern: generator.next() >> 12 | 0x3FF0_0000_0000_0000) * 1_000)
    }
    for value in values {
      for decimals in 0...4 {
        let text = String(format: "%.\(decimals)f", value)
        #expect(NumberStyle.fixed(value, decimals: decimals) == text)
        let isZero = !text.contains { ("1"..."9").contains($0) }
        #expect(NumberStyle.fixed(-value, decimals: decimals) == (isZero ? text : "-" + text))
      }
    }
  }

  /// SplitMix64, with a fixed seed.
  private struct SystemGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }
}

@Suite struct LongTableTests {
  /// More than one piece, in each form: the pieces are the text.
  @Test(arguments: TableFormat.allCases)
  func isWrittenInPieces(format: TableFormat) throws {
    let table = Table(
      title: "Long", columns: [.init("name"), .init("value"), .init("share", unit: "0…1")],
      rows: (0..<60_000).map { row in
        [.text(row % 9 == 0 ? "清华大学 \(row)" : "a name, \(row)"), .integer(row), .real(Double(row % 50) / 49)]
      })
    let pieces = Mutex<[[UInt8]]>([])
    try TableWriter.write(table, as: format) { piece in pieces.withLock { $0.append(piece) } }
    let all = pieces.withLock { $0 }
    #expect(all.count > 1 && all.allSatisfy { $0.count < 2 << 20 })
    #expect(String(decoding: all.joined(), as: UTF8.self) == TableWriter.write(table, as: format))
    #expect(all.joined().filter { $0 == 0x0A }.count >= 60_000)
  }

  @Test func endsWhereTheReceiverEnds() {
    struct Full: Error {}
    #expect(throws: Full.self) {
      try TableWriter.write(Table(title: "x", columns: [.init("a")]), as: .csv) { _ in throw Full() }
    }
  }
}
