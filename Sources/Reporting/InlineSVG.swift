import Foundation

/// An SVG document made fit to stand inside a page beside others.
enum InlineSVG {
  /// The `svg` element alone, with a label for those who do not see it and with ids that no other figure has.
  ///
  /// Declarations before the element are dropped. Every `id="x"` becomes `id="PREFIXx"`, and so does what refers to it:
  /// `url(#x)`, `href="#x"`, `aria-labelledby="x"`. The same document twice on a page would otherwise share clip paths
  /// and gradients with its neighbour.
  static func element(_ svg: String, prefix: String, label: String) -> String {
    guard let start = svg.range(of: "<svg") else { return "" }
    var text = String(svg[start.lowerBound...])
    while let last = text.last, last.isWhitespace { text.removeLast() }
    for pattern in [" id=\"", " id='", "url(#", "url('#", "href=\"#", "href='#", "aria-labelledby=\""] {
      text = text.replacing(pattern, with: pattern + prefix)
    }
    let head = text.prefix { $0 != ">" }
    var added = ""
    if !head.contains(" role=") { added += " role=\"img\"" }
    if !head.contains(" aria-label") { added += " aria-label=\"\(Escaping.html(label))\"" }
    return "<svg" + added + text.dropFirst("<svg".count)
  }
}
