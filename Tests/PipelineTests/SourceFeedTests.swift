import Bibliography
import Testing

@testable import Pipeline

/// Batches are handed on while a file is read; no paper may be left behind in one.
@Suite struct SourceFeedTests {
  private static func titles(_ file: String) throws -> [String] {
    var titles: [String] = []
    try Workspace.read([file]) { batch in
      for index in 0..<batch.count { titles.append(batch.paper(at: index).title) }
    }
    return titles
  }

  @Test(arguments: 1...3)
  func entriesOfBothWaysStayInOrder(every: Int) throws {
    let folder = try Folder()
    // Entries with a volume are read as values, the others straight into the batch.
    let entries = (0..<5000).map { number in
      let volume = number % (every + 1) == 0 ? ", volume = 3" : ""
      return "@article{k\(number), title = {Paper \(number)}, author = {Ann Alder}\(volume)}\n"
    }
    let file = try folder.file("mixed.bib", entries.joined())
    #expect(try Self.titles(file) == (0..<5000).map { "Paper \($0)" })
  }

  @Test(arguments: [1, 2])
  func papersBetweenPersonsAreKept(persons: Int) throws {
    let folder = try Folder()
    let person =
      "<www key=\"homepages/a/AnnAlder\"><author>Ann Alder</author><title>Home Page</title>"
      + "<note type=\"affiliation\">Graz</note></www>\n"
    let records = (0..<3000).map { number in
      "<article key=\"journals/x/\(number)\"><author>Ann Alder</author><title>Paper \(number).</title></article>\n"
        + String(repeating: person, count: persons)
    }
    let file = try folder.file("mixed.xml", "<?xml version=\"1.0\"?>\n<dblp>\n" + records.joined() + "</dblp>\n")
    #expect(try Self.titles(file) == (0..<3000).map { "Paper \($0)" })
  }
}
