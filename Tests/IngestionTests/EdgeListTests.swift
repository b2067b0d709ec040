import Bibliography
import Bytes
import Testing

@testable import Ingestion

@Suite struct EdgeListTests {
  func read(_ text: String) throws -> EdgeList { try EdgeList(Input(name: "net.txt", bytes: Array(text.utf8))) }

  @Test func namesNumbersAndWeights() throws {
    let list = try read("# a comment\n0 1\n1\tann 2.5\r\n\n007 7 1e-3")
    #expect(list.names == ["0", "1", "ann", "007", "7"])
    #expect(list.sources == [0, 1, 3])
    #expect(list.targets == [1, 2, 4])
    #expect(list.weights == [1, 2.5, 0.001])
  }

  @Test(arguments: [("0 1\n2", 2, 1), ("0 1 x", 1, 5), ("0 1 -1", 1, 5), ("a b 1 c", 1, 7), ("0 1 nan", 1, 5)])
  func wrongLinesSayTheirPlace(text: String, line: Int, column: Int) throws {
    let error = #expect(throws: CoterieError.self) { try read(text) }
    #expect(error?.diagnostic.code == "network.line")
    #expect(error?.diagnostic.location == SourceLocation(file: "net.txt", line: line, column: column))
  }

  @Test func nothingToCluster() throws {
    let error = #expect(throws: CoterieError.self) { try read("# only this\n") }
    #expect(error?.diagnostic.code == "network.empty")
  }
}
