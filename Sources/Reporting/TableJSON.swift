import Bibliography

extension TableWriter {
  /// `{"title","method":{...},"columns":[{"name","unit"}],"rows":[{...}]}`, one row a line, keys in column order.
  ///
  /// Numbers keep their full precision and shares stay 0…1; an absent value is null. Notes, which must be read with the
  /// numbers, are the last entry of the method.
  static func json(_ table: Table, to out: inout ByteOutput) throws {
    let names = distinctNames(table)
    var method = table.method.map { JSONValue.Member($0.key, .text($0.value)) }
    if !table.notes.isEmpty { method.append(.init("notes", .text(table.notes.joined(separator: " ")))) }
    var head = "{\n  \"title\": "
    JSONValue.quote(table.title, to: &head)
    head += ",\n  \"method\": " + JSONValue.object(merged(method)).line
    head += ",\n  \"columns\": "
    block(
      zip(names, table.columns).map { .object([.init("name", .text($0)), .init("unit", .text($1.unit))]) }, to: &head)
    out.add(head + ",\n  \"rows\": ")
    try rows(table, names, to: &out)
    out.add("\n}\n")
  }

  /// An array of objects, one a line.
  private static func rows(_ table: Table, _ names: [String], to out: inout ByteOutput) throws {
    guard !table.rows.isEmpty else { return out.add("[]") }
    let keys = names.enumerated().map { column, name in
      var key = column == 0 ? "" : ", "
      JSONValue.quote(name, to: &key)
      return Array((key + ": ").utf8)
    }
    var reals = RealTexts()
    out.add("[\n")
    try table.rows.forEachRow { row, cells in
      out.add(row == 0 ? "    {" : ",\n    {")
      for (column, cell) in cells.enumerated() {
        out.add(keys[column])
        switch cell {
        case .null: out.add("null")
        case .integer(let number): out.add(number)
        case .real(let number): out.add(number.isFinite ? reals.text(number) { "\($0)" } : "null")
        case .text(let text): quote(text, to: &out)
        }
      }
      out.add(byte: 0x7D)
      try out.flushWhenFull()
    }
    out.add("\n  ]")
  }

  /// What `JSONValue.quote` does.
  private static func quote(_ text: UnsafeBufferPointer<UInt8>, to out: inout ByteOutput) {
    if text.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) {
      out.add(byte: 0x22)
      out.add(text)
      out.add(byte: 0x22)
    } else {
      var quoted = ""
      JSONValue.quote(String(decoding: text, as: UTF8.self), to: &quoted)
      out.add(quoted)
    }
  }

  /// Values of a key that is given twice are joined: an object has each key once.
  private static func merged(_ members: [JSONValue.Member]) -> [JSONValue.Member] {
    var out: [JSONValue.Member] = []
    for member in members {
      if let i = out.firstIndex(where: { $0.key == member.key }), case .text(let old) = out[i].value,
        case .text(let new) = member.value
      {
        out[i].value = .text(old + "; " + new)
      } else {
        out.append(member)
      }
    }
    return out
  }

  private static func block(_ values: [JSONValue], to out: inout String) {
    guard !values.isEmpty else {
      out += "[]"
      return
    }
    out += "[\n"
    for (i, value) in values.enumerated() {
      out += "    "
      value.write(to: &out)
      out += i + 1 < values.count ? ",\n" : "\n"
    }
    out += "  ]"
  }
}

extension JSONValue {
  /// A cell at full precision.
  init(_ value: Table.Value) {
    switch value {
    case .null: self = .null
    case .integer(let number): self = .integer(number)
    case .real(let number): self = .real(number)
    case .text(let text): self = .text(text)
    }
  }
}
