import Bibliography
import Foundation

/// One record as a tree on flat arrays that the next record uses again.
final class XMLTree {
  /// An element, or text when `name` is -1.
  fileprivate struct Node {
    var name: Int32
    /// Index after its subtree.
    var end: Int32
    /// Text: its bytes in `bytes`; element: its attributes in `attributes`.
    var from: Int32
    var to: Int32
    var line: Int32
  }

  fileprivate struct Attribute {
    var name: Int32
    var from: Int32
    var to: Int32
  }

  /// Local names by id.
  private(set) var names: [String] = []
  /// libxml2 keeps one copy of each name in a document, so its address is as good as the name.
  private var ids: [UnsafePointer<UInt8>: Int32] = [:]
  private var lastNames: [(address: UnsafePointer<UInt8>?, id: Int32)] = Array(repeating: (nil, 0), count: 64)
  fileprivate var nodes: [Node] = []
  fileprivate var attributes: [Attribute] = []
  /// All text; lies where it is until more is added.
  private var start = UnsafeMutablePointer<UInt8>.allocate(capacity: 1 << 16)
  private var capacity = 1 << 16
  private var count = 0

  deinit { start.deallocate() }

  fileprivate func bytes(_ from: Int32, _ to: Int32) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: start + Int(from), count: Int(to - from))
  }

  private func append(_ text: UnsafeBufferPointer<UInt8>) {
    guard let address = text.baseAddress else { return }
    if count + text.count > capacity {
      capacity = (count + text.count) * 2
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
      larger.update(from: start, count: count)
      start.deallocate()
      start = larger
    }
    (start + count).update(from: address, count: text.count)
    count += text.count
  }

  private var file = ""

  /// Bytes and nodes held, in bytes.
  var size: Int { count + nodes.count * 20 }
  /// Where the record starts.
  var location: SourceLocation { SourceLocation(file: file, line: nodes.first.map { Int($0.line) } ?? 1) }

  func id(of name: UnsafePointer<UInt8>) -> Int32 {
    let slot = (Int(bitPattern: name) >> 3) & 63
    if lastNames[slot].address == name { return lastNames[slot].id }
    let id: Int32
    if let found = ids[name] {
      id = found
    } else {
      let text = String(cString: name)
      id = Int32(names.count)
      names.append(text)
      ids[name] = id
    }
    lastNames[slot] = (name, id)
    return id
  }

  func removeAll(file: String) {
    nodes.removeAll(keepingCapacity: true)
    attributes.removeAll(keepingCapacity: true)
    count = 0
    self.file = file
  }

  func open(_ name: Int32, line: Int) -> Int32 {
    let at = Int32(attributes.count)
    nodes.append(Node(name: name, end: 0, from: at, to: at, line: Int32(truncatingIfNeeded: line)))
    return Int32(nodes.count - 1)
  }

  func close(_ node: Int32) { nodes[Int(node)].end = Int32(nodes.count) }

  func addAttribute(_ name: UnsafePointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) {
    let from = Int32(count)
    if value.contains(UInt8(ascii: "&")) {
      var resolved = XMLEntities.resolved(String(decoding: value, as: UTF8.self))
      resolved.withUTF8 { append($0) }
    } else {
      append(value)
    }
    attributes.append(Attribute(name: id(of: name), from: from, to: Int32(count)))
    nodes[nodes.count - 1].to = Int32(attributes.count)
  }

  func addText(_ text: UnsafeBufferPointer<UInt8>, line: Int) {
    let from = Int32(count)
    append(text)
    if let last = nodes.indices.last, nodes[last].name < 0, nodes[last].to == from {
      nodes[last].to = Int32(count)
    } else {
      nodes.append(
        Node(
          name: -1, end: Int32(nodes.count + 1), from: from, to: Int32(count), line: Int32(truncatingIfNeeded: line)))
    }
  }
}

/// An element of a record, valid until the next record.
struct XMLElement {
  fileprivate let tree: XMLTree
  fileprivate let index: Int

  init(tree: XMLTree, index: Int) {
    self.tree = tree
    self.index = index
  }

  /// A number for its local name, the same in the whole document.
  var nameID: Int { Int(tree.nodes[index].name) }
  /// The line it starts in.
  var line: Int { Int(tree.nodes[index].line) }
  /// Its local name.
  var name: String { tree.names[Int(tree.nodes[index].name)] }
  /// Where the record starts, at this element's line.
  var location: SourceLocation { SourceLocation(file: tree.location.file, line: Int(tree.nodes[index].line)) }

  /// The value of an attribute, by local name; nil when there is none or it is empty.
  func attribute(_ key: String) -> String? {
    for i in Int(tree.nodes[index].from)..<Int(tree.nodes[index].to)
    where tree.names[Int(tree.attributes[i].name)] == key {
      let text = FieldText.clean(tree.bytes(tree.attributes[i].from, tree.attributes[i].to))
      return text.isEmpty ? nil : text
    }
    return nil
  }

  /// The bytes of an attribute as written; nil when there is none.
  func attributeBytes(_ key: String) -> UnsafeBufferPointer<UInt8>? {
    for i in Int(tree.nodes[index].from)..<Int(tree.nodes[index].to)
    where tree.names[Int(tree.attributes[i].name)] == key {
      return tree.bytes(tree.attributes[i].from, tree.attributes[i].to)
    }
    return nil
  }

  /// Its text as written, where it is one piece without elements inside, as most are; nil for any other.
  var plainBytes: UnsafeBufferPointer<UInt8>? {
    let end = Int(tree.nodes[index].end)
    guard end == index + 2, tree.nodes[index + 1].name < 0 else { return nil }
    return tree.bytes(tree.nodes[index + 1].from, tree.nodes[index + 1].to)
  }

  /// Elements directly inside, in order.
  var children: Children { Children(tree: tree, at: index + 1, end: Int(tree.nodes[index].end)) }

  /// The first element with this name directly inside.
  func first(_ name: String) -> XMLElement? {
    for child in children where child.name == name { return child }
    return nil
  }

  /// The first element at the end of a path of names.
  func first(_ path: String...) -> XMLElement? {
    var element = self
    for name in path {
      guard let inner = element.first(name) else { return nil }
      element = inner
    }
    return element
  }

  /// All elements with this name directly inside.
  func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

  /// All elements with this name at any depth, in order.
  func descendants(_ name: String) -> [XMLElement] {
    ((index + 1)..<Int(tree.nodes[index].end)).compactMap {
      let id = tree.nodes[$0].name
      return id >= 0 && tree.names[Int(id)] == name ? XMLElement(tree: tree, index: $0) : nil
    }
  }

  /// Whether it has elements inside.
  var hasChildren: Bool { children.first { _ in true } != nil }

  /// All its text, that of elements inside included, cleaned; some elements may be left out.
  func text(without left: Set<String> = []) -> String {
    let end = Int(tree.nodes[index].end)
    // Most elements hold one piece of text and nothing else.
    if end == index + 2, tree.nodes[index + 1].name < 0 {
      return FieldText.clean(tree.bytes(tree.nodes[index + 1].from, tree.nodes[index + 1].to))
    }
    var bytes: [UInt8] = []
    var at = index + 1
    while at < end {
      let node = tree.nodes[at]
      if node.name < 0 {
        bytes.append(contentsOf: tree.bytes(node.from, node.to))
        at += 1
      } else {
        at = left.contains(tree.names[Int(node.name)]) ? Int(node.end) : at + 1
      }
    }
    return FieldText.clean(bytes[...])
  }

  /// Its text when there is one.
  var given: String? {
    let text = text()
    return text.isEmpty ? nil : text
  }

  /// The text of the first element with this name directly inside.
  func given(_ name: String) -> String? { first(name)?.given }

  struct Children: Sequence, IteratorProtocol {
    fileprivate let tree: XMLTree
    fileprivate var at: Int
    fileprivate let end: Int

    mutating func next() -> XMLElement? {
      while at < end {
        let here = at
        at = Int(tree.nodes[here].end)
        if tree.nodes[here].name >= 0 { return XMLElement(tree: tree, index: here) }
      }
      return nil
    }
  }
}

/// What the first bytes say about an XML document.
enum XMLSniff {
  /// The local name of the root element; nil when this is not XML.
  static func root(_ sample: Sample) -> String? {
    // Most samples that are not XML say so with their first byte.
    guard let first = sample.bytes.first(where: { $0 > 0x20 }), first == UInt8(ascii: "<") || first >= 0x80 else {
      return nil
    }
    var rest = Substring(sample.text)
    while true {
      rest = rest.drop { $0.isWhitespace }
      guard rest.first == "<" else { return nil }
      if rest.hasPrefix("<!--") {
        guard let end = rest.range(of: "-->") else { return nil }
        rest = rest[end.upperBound...]
      } else if rest.hasPrefix("<?") {
        guard let end = rest.range(of: "?>") else { return nil }
        rest = rest[end.upperBound...]
      } else if rest.lowercased().hasPrefix("<!doctype") {
        var depth = 0
        guard
          let end = rest.firstIndex(where: {
            if $0 == "[" { depth += 1 }
            if $0 == "]" { depth -= 1 }
            return $0 == ">" && depth == 0
          })
        else { return nil }
        rest = rest[rest.index(after: end)...]
      } else {
        let name = rest.dropFirst().prefix { !$0.isWhitespace && $0 != ">" && $0 != "/" }
        return name.split(separator: ":").last.map(String.init)
      }
    }
  }
}
