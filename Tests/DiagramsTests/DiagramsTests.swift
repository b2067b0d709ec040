import Analysis
import Bibliography
import Foundation
import Testing

@testable import Diagrams

@Suite("All diagrams")
struct DiagramsTests {
  @Test("the list is the folder, in alphabetical order")
  func list() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/Diagrams/Kinds")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
    #expect(Diagrams.all.map { "\($0).swift" }.sorted() == files.sorted())
    #expect(Diagrams.all.map { $0.name } == Diagrams.all.map { $0.name }.sorted())
  }

  @Test("an unknown name is answered with those there are")
  func unknown() {
    let error = #expect(throws: CoterieError.self) { try Diagrams.named("sector-mx") }
    #expect(error?.diagnostic.message.contains("institutions") == true)
  }

  @Test("every diagram draws every network in every form, whole and twice the same", arguments: Sample.all)
  func everything(sample: Sample) throws {
    for diagram in Diagrams.all {
      let drawing = try diagram.draw(sample.inputs, DiagramOptions())
      let again = try diagram.draw(sample.inputs, DiagramOptions())
      for format in PictureFormat.allCases {
        var options = DiagramOptions()
        options.dotsPerInch = 72
        let picture = try drawing.rendered(name: diagram.name, options, as: format)
        #expect(!picture.data.isEmpty)
        if format == .svg || format == .dot {
          #expect(try again.rendered(name: diagram.name, options, as: format).data == picture.data)
        }
        if format == .svg { try Self.checkXML(picture.data) }
        if format == .dot {
          _ = try GraphvizRenderer.render(
            RenderJob(dot: String(decoding: picture.data, as: UTF8.self), engine: "nop2", format: .svg))
        }
      }
      #expect(drawing.scene.strayTexts(within: 0) == [])
    }
  }

  /// Well-formed, with unique ids: `XMLParser` is not on every system, so tags are counted by hand.
  static func checkXML(_ data: Data) throws {
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || DOT.isVisible($0) })
    var open: [Substring] = []
    for piece in text.split(separator: "<").dropFirst(text.hasPrefix("<") ? 0 : 1) {
      let name = piece.prefix { !" >/\n".contains($0) }
      if piece.hasPrefix("/") {
        let closing = piece.dropFirst().prefix { $0 != ">" }
        #expect(open.popLast() == closing)
      } else if let end = piece.firstIndex(of: ">"), piece[..<end].hasSuffix("/") == false {
        open.append(name)
      }
    }
    #expect(open.isEmpty)
    let ids = text.matches(of: /[ ]id="([^"]*)"/).map { $0.output.1 }
    #expect(Set(ids).count == ids.count)
  }
}

extension Scene {
  /// Texts that leave the page.
  func strayTexts(within margin: Double) -> [String] {
    func texts(_ items: [Item]) -> [Text] {
      items.flatMap { item in
        switch item {
        case .text(let text): return [text]
        case .group(let group): return texts(group.items)
        case .shape: return []
        }
      }
    }
    let all = texts(items)
    guard let measure = try? TextMeasure(all.map(\.string)) else { return ["no font"] }
    return all.filter { text in
      let width = measure.width(text.string, size: text.size, isBold: text.isBold)
      let left =
        switch text.anchor {
        case .start: text.at.x
        case .middle: text.at.x - width / 2
        case .end: text.at.x - width
        }
      return left < margin || left + width > self.width - margin || text.at.y > height - margin
        || text.at.y - text.size * 0.8 < margin
    }.map(\.string)
  }
}
