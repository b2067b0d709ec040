import Bibliography

extension Scene {
  /// The picture as a graph without nodes whose background Graphviz draws: the way to PNG and PDF.
  ///
  /// The attribute `_background` holds drawing operations in the language xdot
  /// (graphviz.org/docs/outputs/canon/#xdot); there y grows upwards.
  func graph(size: Size, dotsPerInch: Int) -> String {
    var out = XDOTWriter(scale: size.width / width, height: size.height)
    for item in items { out.write(item) }
    let box = "0,0,\(decimal(size.width)),\(decimal(size.height))"
    return "graph picture {\n"
      + "graph [bb=\"\(box)\" pad=0 margin=0 dpi=\(dotsPerInch) bgcolor=\"\(background.hex)\""
      + " _background=\(DOT.quoted(out.text))]\n"
      // Two invisible corners keep the page exactly as large as it should be.
      + "a [pos=\"0,0\" shape=point width=0 height=0 style=invis]\n"
      + "b [pos=\"\(decimal(size.width)),\(decimal(size.height))\" shape=point width=0 height=0 style=invis]\n}\n"
  }
}

private struct XDOTWriter {
  let scale: Double
  let height: Double
  var text = ""

  init(scale: Double, height: Double) {
    (self.scale, self.height) = (scale, height)
  }

  mutating func write(_ item: Scene.Item) {
    switch item {
    case .shape(let outline, let paint): write(outline, paint)
    case .text(let words): write(words)
    case .group(let group): for item in group.items { write(item) }
    }
  }

  private mutating func write(_ outline: Scene.Outline, _ paint: Scene.Paint) {
    let isStroked = paint.stroke != nil && paint.width > 0
    string("S", "setlinewidth(\(decimal(isStroked ? paint.width * scale : 0)))")
    if paint.isDashed { string("S", "dashed") } else { string("S", "solid") }
    string("c", (isStroked ? paint.stroke : paint.fill)?.hex ?? "#00000000")
    if let fill = paint.fill { string("C", fill.hex) }
    switch outline {
    case .circle(let center, let radius):
      text += "\(paint.fill == nil ? "e" : "E") \(place(center)) \(decimal(radius * scale)) \(decimal(radius * scale)) "
    case .polygon(let points): list(paint.fill == nil ? "p" : "P", points)
    case .line(let points): list("L", points)
    case .curve(let points): list(paint.fill == nil ? "B" : "b", points)
    }
  }

  private mutating func write(_ words: Scene.Text) {
    // xdot text cannot hold a backslash before a quote inside a DOT string; the set-minus sign looks the same.
    let visible = words.string.unicodeScalars.filter { DOT.isVisible($0) || $0 == "\n" || $0 == "\t" }
    let line = String(String.UnicodeScalarView(visible)).replacing("\\", with: "\u{2216}")
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !line.isEmpty else { return }
    let size = words.size * scale
    text += "F \(decimal(size)) "
    string("", words.isBold ? "DejaVu Sans Bold" : "DejaVu Sans")
    if let halo = words.halo {
      string("c", halo.hex)
      // No outline for letters here: the halo is the same text around its place.
      for (x, y) in [(-1, 0), (1, 0), (0, -1), (0, 1), (-0.7, -0.7), (0.7, -0.7), (-0.7, 0.7), (0.7, 0.7)] {
        put(line, words, words.at + Point(x: x, y: y) * (words.size * 0.13))
      }
    }
    string("c", words.color.hex)
    put(line, words, words.at)
  }

  private mutating func put(_ line: String, _ words: Scene.Text, _ at: Point) {
    let anchor =
      switch words.anchor {
      case .start: -1
      case .middle: 0
      case .end: 1
      }
    text += "T \(place(at)) \(anchor) 0 "
    string("", line)
  }

  private mutating func list(_ operation: String, _ points: [Point]) {
    text += "\(operation) \(points.count) \(points.map(place).joined(separator: " ")) "
  }

  private mutating func string(_ operation: String, _ value: String) {
    text += (operation.isEmpty ? "" : operation + " ") + "\(value.utf8.count) -\(value) "
  }

  private func place(_ point: Point) -> String {
    "\(decimal(point.x * scale)) \(decimal(height - point.y * scale))"
  }
}
