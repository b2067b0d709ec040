/// Records of comma-, semicolon- or tab-separated text (RFC 4180), byte by byte.
enum DelimitedText {
  struct Record: Hashable {
    /// Without their quotes and outer white space.
    var fields: [String]
    /// Where it starts; 1 for the first line.
    var line: Int
  }

  /// The separator is the tab, semicolon or comma that comes first in the first line.
  static func records(_ bytes: [UInt8]) -> [Record] {
    let separator = bytes.prefix { $0 != 0x0A }.first { $0 == 0x09 || $0 == 0x3B || $0 == 0x2C } ?? 0x2C
    var records: [Record] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var line = 1
    var start = 1
    func finishField() {
      fields.append(String(decoding: field, as: UTF8.self).trimmingSpaces())
      field = []
    }
    func finishRecord() {
      finishField()
      if fields != [""] { records.append(Record(fields: fields, line: start)) }
      fields = []
      start = line
    }
    var i = 0
    while i < bytes.count {
      let byte = bytes[i]
      if byte == 0x0A { line += 1 }
      if isQuoted {
        if byte == 0x22, i + 1 < bytes.count, bytes[i + 1] == 0x22 {
          field.append(byte)
          i += 1
        } else if byte == 0x22 {
          isQuoted = false
        } else {
          field.append(byte)
        }
      } else if byte == 0x22, field.isEmpty {
        isQuoted = true
      } else if byte == separator {
        finishField()
      } else if byte == 0x0A {
        finishRecord()
      } else if byte != 0x0D {
        field.append(byte)
      }
      i += 1
    }
    if !field.isEmpty || !fields.isEmpty { finishRecord() }
    return records
  }

  /// A field as it is written: quoted where it must be.
  static func field(_ text: String) -> String {
    guard text.contains(where: { ",;\"\t\n\r".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
