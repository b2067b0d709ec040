import Testing

@testable import JSON

@Suite struct JSONPickerTests {
  /// Each part as `place kind text`, the document's own brackets as `document`.
  private func parts(_ text: String, _ picker: JSONPicker) throws -> [String] {
    var padded = Array(text.utf8)
    let count = padded.count
    // What stands behind a document must not matter.
    padded.append(contentsOf: repeatElement(UInt8(ascii: "}"), count: JSONParser.padding))
    return try padded.withUnsafeBytes { bytes in
      try picker.parse(padded: UnsafeRawBufferPointer(rebasing: bytes[..<count])).get().map { part in
        let place = part.place == JSONPicker.document ? "document" : "\(part.place)"
        let text = part.text ?? (part.kind == UInt8(ascii: "n") ? "null" : "")
        return "\(place) \(Character(Unicode.Scalar(part.kind)))\(text.isEmpty ? "" : " " + text)"
      }
    }
  }

  @Test func onlyWantedPlacesCome() throws {
    let picker = JSONPicker(["title": 0, "authors": 1, "authors.name": 2, "authors.unit": 3, "year": 4])
    let text = """
      {"id":{"title":"no"},"title":"On \\"Ties\\" \\u00e9","skip":[1,{"authors":[2]},[]],
       "authors" : [ {"name":"Ann","unit":null,"x":{}} , {"unit":["A","B"]}, {} ], "year": 2025}
      """
    #expect(
      try parts(text, picker) == [
        "document {", "0 \" On \"Ties\" é", "1 [", "1 {", "2 \" Ann", "3 n null", "1 }", "1 {", "3 [", "3 \" A",
        "3 \" B",
        "3 ]", "1 }", "1 {", "1 }", "1 ]", "4 0 2025", "document }",
      ])
  }

  @Test func spansLeadPastWhatABracketCloses() throws {
    let picker = JSONPicker(["a": 0, "a.b": 1])
    var padded = Array(#"{"a":[{"b":[1,2]},3],"a":4}"#.utf8)
    let count = padded.count
    padded.append(contentsOf: repeatElement(0, count: JSONParser.padding))
    padded.withUnsafeBytes { bytes in
      guard case .success(let parts) = picker.parse(padded: UnsafeRawBufferPointer(rebasing: bytes[..<count])) else {
        Issue.record("no parts")
        return
      }
      #expect(parts[0].span == parts.count)
      for (index, part) in parts.enumerated() where part.span > 1 {
        #expect(parts[index + part.span - 1].kind == part.kind + 2)
        #expect(parts[index + part.span - 1].place == part.place)
      }
    }
  }

  @Test func aBareValueHasNoParts() throws {
    let picker = JSONPicker(["a": 0])
    #expect(try parts("17", picker).isEmpty)
    #expect(try parts("\"a\"", picker).isEmpty)
    #expect(try parts("[]", picker) == ["document [", "document ]"])
  }

  @Test(arguments: [
    #"{"a":1,}"#, #"{"a" 1}"#, #"{"a":1 "b":2}"#, #"{"a":tru}"#, #"{"a":nul}"#, #"{"a":01}"#, #"{"a":1.}"#, #"{"a":-}"#,
    #"{"a":1e}"#, #"{"a":"\ud800"}"#, #"{"a":"\x"}"#, #"{"a":[1 2]}"#, #"{"a":1}}"#, #"{"a":"x"y}"#, #"{"a":"x" "y"}"#,
    #"{"a"}"#, #"{"a":}"#, #"{"a":,"b":1}"#, #"{a:1}"#, #"{"b":[}"#, #"{"b":{"c":1}"#, "{", "[", "[1,", #"{"a":"x}"#,
    #"{"a":]}"#, #"{:1}"#, "{\"a\":\"\u{1}\"}", #"{"a":[1,]}"#, #"{"a":{"b":1,}}"#, "", "  ", "nul",
  ])
  func damageIsAnError(text: String) throws {
    #expect(throws: JSONError.self) { try parts(text, JSONPicker(["a": 0, "a.b": 1])) }
  }

  @Test func depthIsLimited() throws {
    let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
    let picker = JSONPicker(["a": 0], maxDepth: 20)
    #expect(try parts(#"{"a":\#(deep(19))}"#, picker).count == 40)
    #expect(throws: JSONError.self) { try parts(#"{"a":\#(deep(20))}"#, picker) }
    // What is passed over is not walked into.
    #expect(try parts(#"{"b":\#(deep(500))}"#, picker).count == 2)
  }

  /// The parts are those that a walk through the whole tree finds, whatever the document.
  @Test func partsAreThoseOfTheTree() throws {
    let paths = ["a": 0, "b": 1, "a.b": 2, "a.a": 3, "b.c.a": 4, "c.c": 5] as [String: UInt16]
    let picker = JSONPicker(paths)
    var random = SplitMix(state: 7)
    for _ in 0..<3_000 {
      let document = "{" + members(depth: 0, &random) + "}"
      let found = try parts(document, picker)
      let expected: [String] = try JSONParser().parse(Array(document.utf8)) { value in
        var found = ["document {"]
        for (key, inner) in value.members { walk(inner, [String(decoding: key, as: UTF8.self)], paths, &found) }
        return found + ["document }"]
      }
      #expect(found == expected, "\(document)")
    }
  }

  private func walk(_ value: JSONValue, _ path: [String], _ paths: [String: UInt16], _ found: inout [String]) {
    let place = paths[path.joined(separator: ".")]
    if value.isArray || value.isObject {
      if let place { found.append("\(place) \(value.isArray ? "[" : "{")") }
      for element in value.elements { walk(element, path, paths, &found) }
      for (key, inner) in value.members { walk(inner, path + [String(decoding: key, as: UTF8.self)], paths, &found) }
      if let place { found.append("\(place) \(value.isArray ? "]" : "}")") }
    } else if let place {
      let text = value.text ?? "null"
      let kind =
        value.isNull ? "n" : value.utf8 != nil ? "\"" : value.bool == true ? "t" : value.bool == false ? "f" : "0"
      found.append("\(place) \(kind)\(text.isEmpty ? "" : " " + text)")
    }
  }

  private func members(depth: Int, _ random: inout SplitMix) -> String {
    (0..<random.below(4)).map { _ in
      let blank = random.below(5) == 0 ? " \n" : ""
      return
        "\(blank)\"\(["a", "b", "c", "ab"][random.below(4)])\"\(blank):\(blank)\(value(depth: depth, &random))\(blank)"
    }.joined(separator: ",")
  }

  private func value(depth: Int, _ random: inout SplitMix) -> String {
    switch random.below(depth < 4 ? 8 : 5) {
    case 0: "\"\(["", "x", "a\\\"b", "\\u00fc\\n", "é}]", "\\\\"][random.below(6)])\""
    case 1: ["0", "-1", "25", "12345678901234", "2025.0"][random.below(5)]
    case 2: "null"
    case 3: "true"
    case 4: "false"
    case 5:
      "[" + (0..<random.below(3)).map { _ in value(depth: depth + 1, &random) }.joined(separator: " ,") + "]"
    default: "{" + members(depth: depth + 1, &random) + "}"
    }
  }

  @Test func recordsInAContainerAreGivenOneByOne() throws {
    let picker = JSONPicker(["title": 0, "meta": 1], containers: [["message", "items"]])
    let records = JSONRecords(of: picker, containers: [["message", "items"]])
    var titles: [String] = []
    let take: (JSONRecord<JSONPicker.Document>) throws -> Void = { record in
      let parts = try record.value.get()
      let title = parts.first { $0.place == 0 }.flatMap(\.text)
      titles.append("\(picker.isObject(parts)) \(title ?? "-") line \(record.line)")
    }
    let text = """
      {"title":"page","message":{"items":[{"title":"A"},{"x":[{"title":"no"}]},"word",{"title":"B"}]}}
      {"title":"alone"}
      """
    try Array(text.utf8).withUnsafeBytes { try records.push($0, take) }
    try records.finish(take)
    #expect(
      titles == [
        "true A line 1", "true - line 1", "false - line 1", "true B line 1", "true alone line 2",
      ])
  }
}

/// Numbers by rule.
private struct SplitMix {
  var state: UInt64

  mutating func below(_ end: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return Int((value ^ value >> 31) % UInt64(end))
  }
}
