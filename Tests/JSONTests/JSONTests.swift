import Testing

@testable import JSON

@Suite struct JSONValueTests {
  @Test func readsEveryKindOfValue() throws {
    let text =
      #"{"s":"é\n","i":-3,"big":18446744073709551615,"d":2.5,"whole":2025.0,"t":true,"n":null,"a":[1,[2],{"b":3}]}"#
    try JSONParser().parse(Array(text.utf8)) { value in
      #expect(value.isObject)
      #expect(value["s"]?.string == "é\n")
      #expect(value["i"]?.int == -3)
      #expect(value["big"]?.int == nil)
      #expect(value["d"]?.double == 2.5)
      #expect(value["whole"]?.int == 2025)
      #expect(value["t"]?.bool == true)
      #expect(value["n"]?.isNull == true && value.given("n") == nil)
      #expect(value["a"]?.elements.map { $0.int ?? -1 } == [1, -1, -1])
      #expect(value["a"]?.elements.map { $0["b"]?.int ?? 0 } == [0, 0, 3])
      let keys = value.members.map { String(decoding: $0.key, as: UTF8.self) }
      #expect(keys == ["s", "i", "big", "d", "whole", "t", "n", "a"])
      #expect(value["absent"] == nil && value["s"]?["x"] == nil && value["i"]?.elements.first { _ in true } == nil)
    }
  }

  @Test func refusesWhatIsNotJSON() throws {
    func code(_ text: String, maxDepth: Int = 256) -> String? {
      do {
        try JSONParser(maxDepth: maxDepth).parse(Array(text.utf8)) { _ in }
        return nil
      } catch { return (error as? JSONError)?.code }
    }
    #expect(code("{\"a\":1") == "json.syntax")
    #expect(code("") == "json.empty")
    #expect(code("{} {}") == "json.syntax")
    #expect(code("[[[[1]]]]", maxDepth: 5) == nil)
    #expect(code("[[[[1]]]]", maxDepth: 3) == "json.depth")
    #expect(throws: JSONError.self) {
      try JSONParser().parse([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)) { _ in }
    }
    #expect(throws: JSONError.self) { try JSONParser().parse([0x22, 0xff, 0x22]) { _ in } }
  }
}

@Suite struct JSONRecordsTests {
  /// What a stream gives when it is pushed in pieces of `step` bytes: `line:id`, or `line!code`.
  private func read(_ text: String, step: Int, limit: Int = 1 << 28) throws -> [String] {
    var found: [String] = []
    let body: (JSONRecord<JSONValue>) -> Void = { record in
      switch record.value {
      case .success(let value): found.append("\(record.line):\(value["id"]?.text ?? value.text ?? "-")")
      case .failure(let error): found.append("\(record.line)!\(error.code)")
      }
    }
    let records = JSONRecords(containers: [["results"], ["message", "items"]], maxRecordBytes: limit)
    let bytes = Array(text.utf8)
    for from in stride(from: 0, to: bytes.count, by: step) {
      try bytes[from..<min(from + step, bytes.count)].withUnsafeBytes { try records.push($0, body) }
    }
    try records.finish(body)
    return found
  }

  @Test(arguments: [1, 2, 7, 1000])
  func findsRecordsWhateverHoldsThem(step: Int) throws {
    func check(_ text: String, _ expected: [String]) throws {
      #expect(try read(text, step: step) == expected, "\(text)")
    }
    try check("", [])
    try check("{\"id\":1}\n{\"id\":2}\n\n{\"id\":3}", ["1:1", "2:2", "4:3"])
    try check("{\"id\":1}{\"id\":2} {\"id\":3}", ["1:1", "1:2", "1:3"])
    try check("[{\"id\":1},\n {\"id\":\"]}\\\"\"}\n]", ["1:1", "2:]}\""])
    try check("{\n \"id\": 1,\n \"results\": null\n}", ["1:1"])
    try check("{\"meta\":{\"results\":[{\"id\":0}]},\n\"results\":[{\"id\":1},\n{\"id\":2}]}", ["2:1", "3:2"])
    // Two pages, one after the other, the records before and after what else a page holds.
    try check("{\"results\":[{\"id\":1}],\"meta\":{}}\n{\"meta\":[],\"results\":[{\"id\":2}]}\n", ["1:1", "2:2"])
    try check("{\"results\":[],\n\"x\":{}}\n\n{\"results\":[{\"id\":2}]}", ["4:2"])
    try check("{\"status\":\"ok\",\n\"message\":{\"n\":2,\"items\":[{\"id\":1},{\"id\":2}]}}", ["2:1", "2:2"])
    // Not objects: given out for the reader to refuse.
    try check("[1, \"a,b\", null]", ["1:1", "1:a,b", "1:-"])
    try check("nonsense\n{\"id\":1}", ["1!json.syntax", "2:1"])
    // In JSON Lines a damaged line costs that line.
    try check("{\"id\":1}\n{\"id\":\n{\"id\":3}\n", ["1:1", "2!json.syntax", "3:3"])
    // Elsewhere an open bracket costs the rest.
    try check("[{\"id\":1},\n{\"id\":2", ["1:1", "2!json.unfinished"])
  }

  /// Lines that lie whole in what is pushed, that are cut anywhere, that end with it, blank ones, damaged ones, long ones.
  @Test func linesAreTheSameInPiecesOfAnySize() throws {
    var text = ""
    var expected: [String] = []
    for line in 1...300 {
      if line % 11 == 2 {
        text += line % 2 == 0 ? "\n" : "  \r\n"
      } else if line % 17 == 3 {
        text += "{\"id\":\(line),\n"
        expected.append("\(line)!json.syntax")
      } else if line % 23 == 4 {
        text += "{\"id\":\"\(String(repeating: "y", count: 400))\"}\n"
        expected.append("\(line)!json.too-large")
      } else {
        text += "{\"id\":\(line),\"x\":\"\(String(repeating: "z", count: line * 7 % 190))\"}\n"
        expected.append("\(line):\(line)")
      }
    }
    for step in [1, 3, 64, 65, 100, 333, 1_000, 5_000, text.utf8.count] {
      #expect(try read(text, step: step, limit: 300) == expected, "pieces of \(step)")
      #expect(try read(String(text.dropLast()), step: step, limit: 300) == expected, "pieces of \(step)")
    }
  }

  @Test func refusesRecordsBeyondTheLimit() throws {
    let long = "{\"id\":\"" + String(repeating: "x", count: 500) + "\"}"
    #expect(try read("{\"id\":1}\n\(long)\n{\"id\":3}\n", step: 64, limit: 200) == ["1:1", "2!json.too-large", "3:3"])
    #expect(try read("[{\"id\":1},\n\(long),{\"id\":3}]", step: 64, limit: 200) == ["1:1", "2!json.too-large"])
  }
}
