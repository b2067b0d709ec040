import CXML
import Foundation

/// Entities as libxml2 wants them, with the text they stand for.
final class XMLEntities {
  enum Problem { case unknown, tooLarge }

  private static let maxBytes = 1 << 16
  private static let maxDepth = 16

  private struct Known {
    var inContent: UnsafeMutablePointer<xmlEntity>
    var inAttribute: UnsafeMutablePointer<xmlEntity>
    var content: UnsafeMutablePointer<UInt8>
    var marked: UnsafeMutablePointer<UInt8>

    func free() {
      inContent.deallocate()
      inAttribute.deallocate()
      content.deallocate()
      marked.deallocate()
    }
  }

  private var known: [String: Known] = [:]

  deinit { known.values.forEach { $0.free() } }

  /// The entity called `name`.
  ///
  /// In content it poses as a predefined entity, whose text libxml2 passes on as it is, without parsing it again; in
  /// an attribute, where libxml2 would take one byte of that, it stays a reference, which `XMLTree` resolves.
  func entity(_ name: String, in parser: xmlParserCtxtPtr) -> (pointer: xmlEntityPtr?, problem: Problem?) {
    let isAttribute = parser.pointee.instate == XML_PARSER_ATTRIBUTE_VALUE
    if let found = known[name] { return (isAttribute ? found.inAttribute : found.inContent, nil) }
    var budget = Self.maxBytes
    guard let text = expansion(of: name, in: parser, depth: 0, budget: &budget) else { return (nil, .tooLarge) }
    let isUnknown = text == "&\(name);"
    let made = make(text)
    // Names may be made up without end; a DTD has a few hundred.
    if known.count > 4096 { return (nil, .tooLarge) }
    known[name] = made
    return (isAttribute ? made.inAttribute : made.inContent, isUnknown ? .unknown : nil)
  }

  /// The text that `name` stands for; nil where there is anything to say about it.
  func plainText(of name: String, in parser: xmlParserCtxtPtr) -> String? {
    if let predefined = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"][name] { return predefined }
    var budget = 256
    guard let text = expansion(of: name, in: parser, depth: 0, budget: &budget), text != "&\(name);" else { return nil }
    return text
  }

  private func make(_ text: String) -> Known {
    // libxml2 writes a reference in an attribute back as "&", the name and ";"; the name is therefore the text itself,
    // between two marks that no document can hold.
    let content = Self.copy(text)
    let marked = Self.copy("\u{1}\(text)\u{2}")
    func entity(_ type: xmlEntityType) -> UnsafeMutablePointer<xmlEntity> {
      let entity = UnsafeMutablePointer<xmlEntity>.allocate(capacity: 1)
      entity.initialize(to: xmlEntity())
      entity.pointee.type = XML_ENTITY_DECL
      entity.pointee.name = UnsafePointer(marked)
      entity.pointee.content = content
      entity.pointee.length = Int32(text.utf8.count)
      entity.pointee.etype = type
      entity.pointee.checked = 2
      return entity
    }
    return Known(
      inContent: entity(XML_INTERNAL_PREDEFINED_ENTITY), inAttribute: entity(XML_INTERNAL_GENERAL_ENTITY),
      content: content, marked: marked)
  }

  private static func copy(_ text: String) -> UnsafeMutablePointer<UInt8> {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: text.utf8.count + 1)
    for (i, byte) in text.utf8.enumerated() { bytes[i] = byte }
    bytes[text.utf8.count] = 0
    return bytes
  }

  /// The text of an attribute as libxml2 gives it, with its references resolved.
  static func resolved(_ attribute: String) -> String {
    let text = attribute.replacingOccurrences(of: "&\u{1}", with: "").replacingOccurrences(of: "\u{2};", with: "")
    return text.replacingOccurrences(of: "&#38;", with: "&")
  }

  /// What `name` stands for, with the entities in it; nil when that is too much. An unknown one stands for itself.
  private func expansion(of name: String, in parser: xmlParserCtxtPtr, depth: Int, budget: inout Int) -> String? {
    if depth > Self.maxDepth { return nil }
    var text: String
    if let declared = xmlSAX2GetEntity(parser, name) {
      guard
        declared.pointee.etype == XML_INTERNAL_GENERAL_ENTITY
          || declared.pointee.etype == XML_INTERNAL_PREDEFINED_ENTITY
      else { return "&\(name);" }
      text = declared.pointee.content.map { String(cString: $0) } ?? ""
      if declared.pointee.etype == XML_INTERNAL_PREDEFINED_ENTITY { return text }
    } else {
      return TitleText.entity(name) ?? "&\(name);"
    }
    guard text.contains("&") else {
      budget -= text.utf8.count
      return budget < 0 ? nil : TitleText.withoutTags(text)
    }
    var result = ""
    var rest = Substring(text)
    while let ampersand = rest.firstIndex(of: "&") {
      result += rest[..<ampersand]
      let inside = rest[rest.index(after: ampersand)...]
      guard let semicolon = inside.firstIndex(of: ";") else {
        result += rest[ampersand...]
        rest = ""
        break
      }
      let inner = String(inside[..<semicolon])
      guard
        let expanded = inner.hasPrefix("#")
          ? TitleText.entity(inner) : expansion(of: inner, in: parser, depth: depth + 1, budget: &budget)
      else { return nil }
      result += expanded
      budget -= expanded.utf8.count
      if budget < 0 { return nil }
      rest = inside[inside.index(after: semicolon)...]
    }
    text = result + rest
    budget -= text.utf8.count
    return budget < 0 ? nil : TitleText.withoutTags(text)
  }
}
