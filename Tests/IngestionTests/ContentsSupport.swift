import Bibliography
import Bytes
import Foundation

@testable import Ingestion

/// Keeps everything it is given.
final class CollectingSink: PaperSink {
  var papers: [Paper] = []
  var rejected: [Diagnostic] = []
  var reported: [Diagnostic] = []

  func keep(_ paper: Paper) { papers.append(paper) }
  func reject(_ diagnostic: Diagnostic) { rejected.append(diagnostic) }
  func report(_ diagnostic: Diagnostic) { reported.append(diagnostic) }
}

/// A file of Tests/Fixtures.
func fixture(_ name: String) throws -> [UInt8] {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  return [UInt8](try Data(contentsOf: folder.appendingPathComponent("Fixtures").appendingPathComponent(name)))
}

/// Reads `text` with `reader`; a thrown error is one of the rejections.
func reading(
  _ text: String, as reader: any Reader = ContentsReader(), organisations: Set<String> = []
) -> CollectingSink {
  reading(bytes: [UInt8](text.utf8), as: reader, organisations: organisations)
}

/// Reads bytes as `page.txt`.
func reading(
  bytes: [UInt8], as reader: any Reader = ContentsReader(), organisations: Set<String> = [], name: String = "page.txt"
) -> CollectingSink {
  let sink = CollectingSink()
  let context = ReadingContext(isOrganisation: { organisations.contains($0) })
  do {
    try reader.read(Input(name: name, bytes: bytes), context: context, into: sink)
  } catch let error as CoterieError {
    sink.rejected.append(error.diagnostic)
  } catch {
    sink.rejected.append(Diagnostic(.error, "test.unexpected", "\(error)"))
  }
  return sink
}

extension Paper {
  /// `A: X | Y; B: unaffiliated; C: -` for comparing.
  var summary: String {
    authors.map { author in
      let texts = author.affiliations.map(\.text).joined(separator: " | ")
      return "\(author.name): " + (author.state == .given ? texts : author.state == .notGiven ? "-" : "\(author.state)")
    }.joined(separator: "; ")
  }
}
