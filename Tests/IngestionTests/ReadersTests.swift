import Foundation
import Testing

@testable import Ingestion

@Suite struct ReadersTests {
  /// A reader that is written but not listed would never be asked.
  @Test func listIsTheFolder() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources/Ingestion")
    var found: [String] = []
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /(?m)^(?:public )?(?:final )?(?:struct|class|enum) (\w+): Reader\b/) {
        found.append(String(match.1))
      }
    }
    let listed = Readers.all.map { String(describing: $0) }
    #expect(listed == found.sorted())
  }

  @Test func formatNamesAreDistinct() {
    #expect(Set(Readers.all.map { $0.format.name }).count == Readers.all.count)
    #expect(Readers.all.allSatisfy { Readers.named($0.format.name) != nil })
    #expect(Readers.named("no such format") == nil)
  }

  @Test(arguments: [
    ("works.JSON.gz", "json"), ("a/b.c/papers.bib", "bib"), ("folder.d/README", ""), ("x.zip", ""), ("", ""),
  ])
  func extensionsAreLookedThrough(name: String, expected: String) {
    #expect(Readers.nameExtension(of: name) == expected)
  }
}
