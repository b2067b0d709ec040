import Foundation

/// TeX in bibliographies, as text: accents and letters become Unicode, braces and commands of style go, mathematics
/// between dollar signs stays as written.
enum TeXText {
  /// The text; plain ASCII without TeX is copied once.
  ///
  ///     decoded(#"{\"O}zsu, {\c{C}}a{\u g}lar \& {The \emph{X} Group}"#)  // "Özsu, Çağlar & The X Group"
  static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
    if bytes.withUnsafeBufferPointer({ isPlain($0) }) { return FieldText.clean(bytes) }
    var decoder = TeXDecoder(scalars: Array(String(decoding: bytes, as: UTF8.self).unicodeScalars))
    decoder.run()
    // Which composes letters and their marks, too.
    return FieldText.clean(String(decoder.result))
  }

  /// Whether there is nothing of TeX in the bytes: no command, brace, tie, ligature of dashes or quotation marks.
  static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var previous: UInt8 = 0
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "~"): return false
      case UInt8(ascii: "`"), UInt8(ascii: "'"), UInt8(ascii: "-"): if byte == previous { return false }
      default: break
      }
      previous = byte
    }
    return true
  }
}

private struct TeXDecoder {
  let scalars: [Unicode.Scalar]
  var at = 0
  var result = String.UnicodeScalarView()

  init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

  mutating func run() {
    while at < scalars.count {
      let scalar = scalars[at]
      at += 1
      switch scalar {
      case "{", "}": continue
      case "~": result.append(" ")
      case "$":
        result.append(scalar)
        // Mathematics up to its end; without one the sign is a dollar.
        if let end = scalars[at...].firstIndex(of: "$"), end - at < 2000 {
          result.append(contentsOf: scalars[at...end])
          at = end + 1
        }
      case "-" where peek == "-":
        at += 1
        if peek == "-" {
          at += 1
          result.append("—")
        } else {
          result.append("–")
        }
      case "`" where peek == "`":
        at += 1
        result.append("“")
      case "'" where peek == "'":
        at += 1
        result.append("”")
      case "\\": command()
      default: result.append(scalar)
      }
    }
  }

  private var peek: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

  private mutating func command() {
    guard let first = peek else { return }
    at += 1
    if let mark = texAccents[String(first)], !first.properties.isAlphabetic { return accent(mark) }
    guard first.isASCII, first.properties.isAlphabetic else {
      // An escaped sign is itself; \\ is a line break, "\ " and "\," are spaces, "\-" is nothing.
      if first == "\\" || first == " " || first == "," || first == "\n" { result.append(" ") }
      if "&%$#_{}".unicodeScalars.contains(first) { result.append(first) }
      return
    }
    var name = String(first)
    while let next = peek, next.isASCII, next.properties.isAlphabetic {
      name.unicodeScalars.append(next)
      at += 1
    }
    if let letter = texLetters[name] {
      result.append(contentsOf: letter.unicodeScalars)
      // The space that ends a command is not text.
      if peek == " " { at += 1 }
    } else if name.unicodeScalars.count == 1, let mark = texAccents[name] {
      accent(mark)
    } else if peek == " " {
      at += 1
    }
  }

  /// Puts a mark on the letter that follows, with or without braces around it.
  private mutating func accent(_ mark: Unicode.Scalar) {
    while peek == " " || peek == "{" { at += 1 }
    guard let base = peek else { return }
    at += 1
    if base == "\\" {
      // \'\i, \v\j: the dotless letters take their dot back.
      guard let letter = peek else { return }
      at += 1
      result.append(letter)
    } else if base == "}" {
      return
    } else {
      result.append(base)
    }
    result.append(mark)
  }
}

private let texAccents: [String: Unicode.Scalar] = [
  "`": "\u{300}", "'": "\u{301}", "^": "\u{302}", "~": "\u{303}", "=": "\u{304}", "u": "\u{306}", ".": "\u{307}",
  "\"": "\u{308}", "r": "\u{30a}", "H": "\u{30b}", "v": "\u{30c}", "d": "\u{323}", "c": "\u{327}", "k": "\u{328}",
  "b": "\u{331}",
]

private let texLetters: [String: String] = [
  "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å",
  "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "ng": "ŋ", "NG": "Ŋ", "dj": "đ", "DJ": "Đ",
  "S": "§", "P": "¶", "pounds": "£", "copyright": "©", "dots": "…", "ldots": "…", "textellipsis": "…",
  "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“",
  "textquotedblright": "”", "textasciitilde": "~", "textbackslash": "\\", "textunderscore": "_", "textregistered": "®",
  "texttrademark": "™", "textdegree": "°", "textbullet": "•", "slash": "/", "TeX": "TeX", "LaTeX": "LaTeX",
  "BibTeX": "BibTeX", "quad": " ", "newline": " ", "textmu": "µ", "texteuro": "€", "EUR": "€",
]
