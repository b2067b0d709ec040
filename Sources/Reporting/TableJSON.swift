import Bibliography

extension TableWriter {
  /// `{"title","method":{...},"columns":[{"name","unit"}],"rows":[{...}]}`, one row a line, keys in column order.
  ///
  /// Numbers keep their full precision and shares stay 0…1; an absent value is null. Notes, which must be read with the
  /// numbers, are the last entry of the method.
  static func json(_ table: Table) -> String {
    let names = distinctNames(table)
    var method = table.method.map { JSONValue.Member($0.key, .text($0.value)) }
    if !table.notes.isEmpty { method.append(.init("notes", .text(table.notes.joined(separator: " ")))) }
    var out = "{\n  \"title\": "
    JSONValue.quote(table.title, to: &out)
    out += ",\n  \"method\": " + JSONValue.object(merged(method)).line
    out += ",\n  \"columns\": "
    block(
      zip(names, table.columns).map { .object([.init("name", .text($0)), .init("unit", .text($1.unit))]) }, to: &out)
    out += ",\n  \"rows\": "
    block(table.rows.map { row in .object(zip(names, row).map { .init($0, JSONValue($1)) }) }, to: &out)
    out += "\n}\n"
    return out
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
