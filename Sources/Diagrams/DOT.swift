/// Text in the DOT language: what must be escaped where.
public enum DOT {
  /// User text as a plain label or tooltip: Graphviz shows exactly these characters.
  ///
  /// Backslashes and entities are live in labels (`\N` becomes the node's name, `&amp;` becomes `&`), and control
  /// characters would make the SVG ill-formed. So: controls are dropped except tab (a space) and newline, `\` becomes
  /// `\\`, `&` becomes `&amp;`, a newline `\n`. Still to be quoted.
  ///
  ///     DOT.label("R&D \\N\nLab")  // R&amp;D \\N\nLab, with a backslash before the n
  public static func label(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": out += "\\\\"
      case "&": out += "&amp;"
      case "\n": out += "\\n"
      case "\t": out += " "
      default: if isVisible(scalar) { out.unicodeScalars.append(scalar) }
      }
    }
    return out
  }

  /// A string of the DOT language, in double quotes.
  ///
  ///     DOT.quoted("say \"hi\"")  // "say \"hi\"", quotes and backslashes included
  public static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\"", with: "\\\"") + "\""
  }

  /// Attributes in brackets, in the order given; values are quoted.
  public static func attributes(_ list: KeyValuePairs<String, String>) -> String {
    list.isEmpty ? "" : " [" + list.map { "\($0)=\(quoted($1))" }.joined(separator: " ") + "]"
  }

  /// Whether a scalar may stand in XML 1.0 and shows or spaces something: no controls, no lone noncharacters, and none
  /// of the marks that turn the direction of the text around them.
  static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0xFFFE...0xFFFF, 0x202A...0x202E, 0x2066...0x2069: false
    default: true
    }
  }
}
