import Bibliography
import Bytes
import Foundation
import Testing

@testable import Ingestion

/// PDF through poppler; the files are made here, with the standard fonts that need not be embedded.
@Suite struct PDFTests {
  /// A piece of text: place in points from the lower left, size, 1 roman, 2 italic, 3 bold.
  typealias Piece = (x: Int, y: Int, size: Int, font: Int, text: String)

  static func pdf(_ pages: [[Piece]]) -> [UInt8] {
    var objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    for font in ["Times-Roman", "Times-Italic", "Times-Bold"] {
      objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /\(font) /Encoding /WinAnsiEncoding >>")
    }
    var kids: [String] = []
    for page in pages {
      let content = page.map { piece in
        let text = piece.text.replacingOccurrences(of: "(", with: "\\(").replacingOccurrences(of: ")", with: "\\)")
        return "BT /F\(piece.font) \(piece.size) Tf \(piece.x) \(piece.y) Td (\(text)) Tj ET\n"
      }.joined()
      objects.append("<< /Length \(content.utf8.count) >>\nstream\n\(content)endstream")
      objects.append(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents \(objects.count) 0 R "
          + "/Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R >> >> >>")
      kids.append("\(objects.count) 0 R")
    }
    objects[1] = "<< /Type /Pages /Kids [\(kids.joined(separator: " "))] /Count \(kids.count) >>"
    var out = "%PDF-1.4\n"
    var offsets: [Int] = []
    for (number, object) in objects.enumerated() {
      offsets.append(out.utf8.count)
      out += "\(number + 1) 0 obj\n\(object)\nendobj\n"
    }
    let start = out.utf8.count
    out += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
    for offset in offsets {
      let digits = String(offset)
      out += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
    }
    out += "trailer << /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
    return [UInt8](out.utf8)
  }

  static let contents = pdf([
    [
      (72, 720, 16, 3, "3rd Workshop on Inventions (INV '24)"), (72, 690, 12, 3, "Storage and Files"),
      (72, 660, 11, 1, "Small Kernels for Large Machines"), (500, 660, 11, 1, "1"),
      (72, 646, 11, 1, "Ada Byron and Bo Carr, "), (190, 646, 11, 2, "X University"), (252, 646, 11, 1, "; Cy Dee, "),
      (300, 646, 11, 2, "Blue Pond"),
      (72, 626, 11, 1, "Large Kernels for Small Machines . . . . . . . . . . "), (500, 626, 11, 1, "9"),
      (72, 612, 11, 1, "Di Eff, "), (110, 612, 11, 2, "Z Lab"),
    ],
    [
      (72, 720, 11, 1, "A Title on the Second Page"), (500, 720, 11, 1, "21"), (72, 706, 11, 1, "Ed Fox, "),
      (112, 706, 11, 2, "Blue Pond"),
    ],
  ])

  // `.ci/setup` installs poppler-utils: without it these tests fail, they never skip.
  @Test func fontsTellWhatIsAnAffiliation() {
    let sink = reading(bytes: Self.contents, as: PDFReader(), name: "a.pdf")
    #expect(
      sink.papers.map(\.title) == [
        "Small Kernels for Large Machines", "Large Kernels for Small Machines", "A Title on the Second Page",
      ])
    #expect(sink.papers.map(\.firstPage) == ["1", "9", "21"])
    #expect(
      sink.papers.map(\.summary) == [
        "Ada Byron: X University; Bo Carr: X University; Cy Dee: Blue Pond", "Di Eff: Z Lab", "Ed Fox: Blue Pond",
      ])
    #expect(sink.papers.allSatisfy { $0.session == "Storage and Files" && $0.venue == "INV '24" && $0.year == 2024 })
    #expect(sink.rejected + sink.reported == [])
  }

  @Test func brokenAndEmptyFilesAreTold() {
    let broken = reading(bytes: [UInt8]("%PDF-1.4\nnot a pdf at all".utf8), as: PDFReader(), name: "a.pdf")
    #expect(["pdf.unreadable", "pdf.no-text"].contains(broken.rejected.first?.code))
    let blank = reading(bytes: Self.pdf([[]]), as: PDFReader(), name: "a.pdf")
    #expect(blank.rejected.map(\.code) == ["pdf.no-text"])
  }

  @Test func aMissingProgramIsNamedWithItsMend() throws {
    let error = #expect(throws: CoterieError.self) {
      try PDFReader().read(
        Input(name: "a.pdf", bytes: Self.contents), context: ReadingContext(), into: CollectingSink(),
        program: "no-such-program-as-this")
    }
    #expect(error?.diagnostic.code == "pdf.no-poppler")
    #expect(error?.diagnostic.message.contains("poppler-utils") == true)
  }

  @Test func pdfIsKnownByItsSign() {
    #expect(Readers.sniff(Sample(bytes: Self.contents, isWhole: true), name: "x")?.format.name == "pdf")
    #expect(PDFReader.sniff(Sample(bytes: [0x25], isWhole: true)) == nil)
  }

  // MARK: Limits

  @Test func processesEndAtTheirLimits() throws {
    let sleeper = LimitedProcess(program: "sleep", arguments: ["30"], wallSeconds: 1)
    guard case .tookTooLong = try sleeper.run() else {
      Issue.record("a process that sleeps was not ended")
      return
    }
    let writer = LimitedProcess(program: "yes", arguments: [], outputLimit: 1 << 20)
    guard case .wroteTooMuch = try writer.run() else {
      Issue.record("a process that writes for ever was not ended")
      return
    }
    guard case .finished(let output, 3) = try LimitedProcess(program: "sh", arguments: ["-c", "echo a; exit 3"]).run()
    else {
      Issue.record("status and output were lost")
      return
    }
    #expect(output == [UInt8]("a\n".utf8))
  }

  // MARK: Poppler's XML

  @Test func columnsAreReadOneAfterTheOther() {
    var xml = "<pdf2xml><page number=\"1\" height=\"1000\" width=\"1000\"><fontspec id=\"0\" family=\"CMTI10\"/>"
    for row in 0..<6 {
      xml += "<text top=\"\(row * 20)\" left=\"50\" width=\"300\" height=\"12\" font=\"1\">left \(row)</text>"
      xml += "<text top=\"\(row * 20)\" left=\"550\" width=\"300\" height=\"12\" font=\"0\">right \(row)</text>"
    }
    let lines = PDFText([UInt8]((xml + "</page></pdf2xml>").utf8)).lines.map(\.text)
    #expect(lines == (0..<6).map { "left \($0)" } + (0..<6).map { "<i>right \($0)</i>" })
  }
}
