extension Scene {
  /// Fonts a viewer may have, most like the one that was measured first.
  static let fontStack = "'DejaVu Sans', Verdana, 'Noto Sans', 'Noto Sans CJK SC', sans-serif"

  /// The picture as one SVG element: well-formed XML, no scripts, nothing fetched; may stand inside an HTML page.
  ///
  /// `name` goes before every id, so that several pictures can share a page. Things a reader may ask about are groups
  /// with `data-key`, further `data-` facts and a `<title>` as tooltip.
  func svg(name: String, size: Size) -> String {
    var out = SVGWriter(prefix: name)
    out.text +=
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(decimal(size.width))\" height=\"\(decimal(size.height))\""
      + " viewBox=\"0 0 \(decimal(width)) \(decimal(height))\" role=\"img\" font-family=\"\(Self.fontStack)\""
      + " class=\"coterie \(name)\" aria-labelledby=\"\(name)-title \(name)-summary\">\n"
      + "<title id=\"\(name)-title\">\(SVGWriter.escaped(title))</title>\n"
      + "<desc id=\"\(name)-summary\">\(SVGWriter.escaped(summary))</desc>\n"
      + "<rect width=\"100%\" height=\"100%\" fill=\"\(background.hex)\"/>\n"
    for item in items { out.write(item) }
    out.text += "</svg>\n"
    return out.text
  }
}

private struct SVGWriter {
  let prefix: String
  var text = ""

  init(prefix: String) { self.prefix = prefix }

  mutating func write(_ item: Scene.Item) {
    switch item {
    case .shape(let outline, let paint): write(outline, paint)
    case .text(let words): write(words)
    case .group(let group): write(group)
    }
  }

  private mutating func write(_ group: Scene.Group) {
    text += "<g class=\"\(group.kind)\""
    if let key = group.key {
      text += " id=\"\(prefix)-\(group.kind)-\(Self.identifier(key))\" data-key=\"\(Self.escaped(key))\""
    }
    for fact in group.facts { text += " data-\(fact.name)=\"\(Self.escaped(fact.value))\"" }
    text += ">"
    if let tooltip = group.tooltip { text += "<title>\(Self.escaped(tooltip))</title>" }
    text += "\n"
    for item in group.items { write(item) }
    text += "</g>\n"
  }

  private mutating func write(_ outline: Scene.Outline, _ paint: Scene.Paint) {
    switch outline {
    case .circle(let center, let radius):
      text += "<circle cx=\"\(decimal(center.x))\" cy=\"\(decimal(center.y))\" r=\"\(decimal(radius))\""
    case .polygon(let points): text += "<polygon points=\"\(Self.list(points))\""
    case .line(let points): text += "<polyline points=\"\(Self.list(points))\" stroke-linecap=\"round\""
    case .curve(let points):
      guard let first = points.first else { return }
      text += "<path d=\"M\(decimal(first.x)) \(decimal(first.y))C\(Self.list(Array(points.dropFirst())))"
      text += (first == points.last ? "Z" : "") + "\" stroke-linecap=\"round\""
    }
    text += " fill=\"\(paint.fill?.hex ?? "none")\""
    if let stroke = paint.stroke, paint.width > 0 {
      text += " stroke=\"\(stroke.hex)\" stroke-width=\"\(decimal(paint.width))\""
      if paint.isDashed { text += " stroke-dasharray=\"5 3\"" }
    }
    text += "/>\n"
  }

  private mutating func write(_ words: Scene.Text) {
    text += "<text x=\"\(decimal(words.at.x))\" y=\"\(decimal(words.at.y))\" font-size=\"\(decimal(words.size))\""
    switch words.anchor {
    case .start: break
    case .middle: text += " text-anchor=\"middle\""
    case .end: text += " text-anchor=\"end\""
    }
    if words.isBold { text += " font-weight=\"bold\"" }
    if let halo = words.halo {
      text += " paint-order=\"stroke\" stroke=\"\(halo.hex)\" stroke-width=\"\(decimal(words.size * 0.28))\""
      text += " stroke-linejoin=\"round\""
    }
    text += " fill=\"\(words.color.hex)\">\(Self.escaped(words.string))</text>\n"
  }

  private static func list(_ points: [Point]) -> String {
    points.map { "\(decimal($0.x)) \(decimal($0.y))" }.joined(separator: " ")
  }

  /// Text for an element or a quoted attribute; what XML 1.0 cannot hold is dropped.
  static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "\n": out += "\n"
      default: if DOT.isVisible(scalar) { out.unicodeScalars.append(scalar) }
      }
    }
    return out
  }

  /// A key as part of an id: ASCII letters and digits as they are, all else as its code point in hexadecimal, so that
  /// different keys stay different.
  static func identifier(_ key: String) -> String {
    var out = ""
    for scalar in key.unicodeScalars {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9": out.unicodeScalars.append(scalar)
      default: out += "_" + String(scalar.value, radix: 16) + "_"
      }
    }
    return out
  }
}
