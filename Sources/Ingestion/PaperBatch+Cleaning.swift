import Bibliography

/// What `FieldText`, `TitleText` and `CheckedIdentifiers` do to strings, done to bytes on their way into a batch. Text
/// that needs no change, which most is, costs one look at its bytes; the rest goes the way of strings.
extension PaperBatch {
  /// The text, cleaned.
  func addClean(_ bytes: UnsafeBufferPointer<UInt8>) -> Text {
    FieldText.isClean(bytes) ? add(bytes) : add(FieldText.clean(bytes))
  }

  /// A title, cleaned of markup and entities.
  func addTitle(_ bytes: UnsafeBufferPointer<UInt8>) -> Text {
    let isPlain = !bytes.contains { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") }
    if !isPlain { return add(TitleText.clean(bytes)) }
    return addClean(bytes)
  }

  /// A person's name as it is shown.
  func addName(_ bytes: UnsafeBufferPointer<UInt8>) -> Text {
    if bytes.contains(UInt8(ascii: ",")) { return add(PersonName.shown(FieldText.clean(bytes))) }
    return addClean(bytes)
  }

  /// Adds a field of the last paper, cleaned, unless there is nothing to say.
  func addField(_ key: StaticString, clean bytes: UnsafeBufferPointer<UInt8>?) {
    guard let bytes else { return }
    let value = addClean(bytes)
    if !value.isEmpty { addField(constant(key), value) }
  }

  /// The same for a string.
  func addField(_ key: StaticString, _ value: String?) {
    guard let value = FieldText.given(value) else { return }
    addField(constant(key), add(value))
  }

  /// A DOI, bare and in lower case; one that is none is reported.
  func addDOI(_ bytes: UnsafeBufferPointer<UInt8>, at location: SourceLocation, _ sink: any PaperSink) -> Text {
    let known: StaticString = "https://doi.org/"
    let bare =
      bytes.starts(with: UnsafeBufferPointer(start: known.utf8Start, count: known.utf8CodeUnitCount))
      ? UnsafeBufferPointer(rebasing: bytes[known.utf8CodeUnitCount...]) : bytes
    return addPlainDOI(bare) ?? add(sink.doi(String(decoding: bytes, as: UTF8.self), at: location)?.value)
  }

  /// A bare DOI of printable ASCII, in lower case; nil for any other text.
  func addPlainDOI(_ bytes: UnsafeBufferPointer<UInt8>) -> Text? {
    guard Self.isPlainDOI(bytes) else { return nil }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count) { lower in
      for i in 0..<bytes.count { lower[i] = bytes[i] &- 0x41 < 26 ? bytes[i] | 0x20 : bytes[i] }
      return add(UnsafeBufferPointer(lower))
    }
  }

  /// Whether the bytes are printable ASCII of the form `10.…/…`.
  private static func isPlainDOI(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count > 5, bytes[0] == UInt8(ascii: "1"), bytes[1] == UInt8(ascii: "0"), bytes[2] == UInt8(ascii: "."),
      let slash = bytes.firstIndex(of: UInt8(ascii: "/")), slash > 3, slash < bytes.count - 1
    else { return false }
    return bytes[3..<slash].allSatisfy { 0x30...0x39 ~= $0 || $0 == UInt8(ascii: ".") }
      && bytes.allSatisfy { $0 > 0x20 && $0 < 0x7f }
  }

  /// An ORCID iD; one whose check digit is wrong is reported.
  func addORCID(_ bytes: UnsafeBufferPointer<UInt8>, at location: SourceLocation, _ sink: any PaperSink) -> Text {
    guard !bytes.isEmpty else { return .absent }
    let bare = UnsafeBufferPointer(rebasing: bytes.suffix(19))
    let isWhole = bytes.count == 19 || (bytes.count > 19 && bytes[bytes.count - 20] == UInt8(ascii: "/"))
    if isWhole, Self.isORCID(bare) { return add(bare) }
    return add(sink.orcid(String(decoding: bytes, as: UTF8.self), at: location)?.value)
  }

  /// Whether the bytes are an ORCID iD with dashes and a right check digit; see `ORCID`.
  private static func isORCID(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var total = 0
    for i in 0..<18 {
      if i % 5 == 4 {
        if bytes[i] != UInt8(ascii: "-") { return false }
      } else {
        guard 0x30...0x39 ~= bytes[i] else { return false }
        total = (total + Int(bytes[i] - 0x30)) * 2 % 11
      }
    }
    let check = (12 - total) % 11
    return bytes[18] == (check == 10 ? UInt8(ascii: "X") : UInt8(0x30 + check))
  }

  /// The bare form of a ROR id whose check digits are right; absent for any other text, which may still be one.
  func addROR(_ bytes: UnsafeBufferPointer<UInt8>) -> Text {
    let tail = UnsafeBufferPointer(rebasing: bytes.suffix(9))
    guard tail.count == 9, bytes.count == 9 || bytes[bytes.count - 10] == UInt8(ascii: "/"),
      tail[0] == UInt8(ascii: "0"), 0x30...0x39 ~= tail[7], 0x30...0x39 ~= tail[8]
    else { return .absent }
    var number = 0
    for i in 1..<7 {
      let digit = Int(Self.base32[Int(tail[i])])
      if digit < 0 { return .absent }
      number = number * 32 + digit
    }
    let check = Int(tail[7] - 0x30) * 10 + Int(tail[8] - 0x30)
    return check == 98 - (number * 100) % 97 ? add(tail) : .absent
  }

  /// Digits of Crockford's base 32 in lower case, -1 for other bytes.
  private static let base32: [Int8] = {
    var digits = [Int8](repeating: -1, count: 256)
    for (value, letter) in "0123456789abcdefghjkmnpqrstvwxyz".utf8.enumerated() { digits[Int(letter)] = Int8(value) }
    return digits
  }()
}

extension PaperBatch {
  /// A text in TeX, as `TeXText.decoded` gives it.
  func addTeX(_ bytes: UnsafeBufferPointer<UInt8>) -> Text {
    let trimmed = Self.trimmed(bytes)
    return TeXText.isPlain(trimmed) ? addClean(trimmed) : add(TeXText.decoded(Array(bytes)[...]))
  }

  /// Without the blanks and line ends at both ends.
  static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var (start, end) = (0, bytes.count)
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0d ~= byte }
    while start < end, isBlank(bytes[start]) { start += 1 }
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    return UnsafeBufferPointer(rebasing: bytes[start..<end])
  }

  /// `Ving Trojesten` of the plain `Trojesten, Ving`; nil where the name has TeX, two commas, or another form.
  func addPlainBibTeXName(_ bytes: UnsafeBufferPointer<UInt8>) -> Text? {
    let name = Self.trimmed(bytes)
    // One look at each byte: TeX, what cleaning would change, `family=`, and where the comma is.
    var comma = -1
    var previous: UInt8 = 0x20
    for at in 0..<name.count {
      let byte = name[at]
      switch Self.nameBytes[Int(byte)] {
      case 0: break
      case 1: if byte == previous { return nil }
      case 2:
        if comma >= 0 { return nil }
        comma = at
      default: return nil
      }
      previous = byte
    }
    if comma < 0 { return name.isEmpty || name.elementsEqual("others".utf8) ? nil : add(name) }
    let family = Self.trimmed(UnsafeBufferPointer(rebasing: name[..<comma]))
    let given = Self.trimmed(UnsafeBufferPointer(rebasing: name[(comma + 1)...]))
    guard !family.isEmpty, !given.isEmpty else { return nil }
    return add(given, blank: family)
  }

  /// What a byte of a plain name is: 0 itself, 1 itself where it does not stand twice, 2 the comma, 3 something else.
  private static let nameBytes: [UInt8] = (0..<256).map { value in
    switch UInt8(value) {
    case UInt8(ascii: ","): 2
    case 0x20, UInt8(ascii: "-"), UInt8(ascii: "`"), UInt8(ascii: "'"): 1
    case UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "~"), UInt8(ascii: "="): 3
    case let byte: FieldText.mayChange(byte) ? 3 : 0
    }
  }

  /// First and last page of plain `321-353` or `321--353`, of a plain single page the first alone; nil for other text.
  ///
  /// As `FieldText.pages` does after `TeXText.decoded`.
  func addPlainPages(_ bytes: UnsafeBufferPointer<UInt8>) -> (first: Text, last: Text)? {
    let pages = Self.trimmed(bytes)
    var dash = -1
    var isNumber = true
    for at in 0..<pages.count {
      switch pages[at] {
      case 0x30...0x39: continue
      case UInt8(ascii: "-"):
        if dash >= 0, dash != at - 1 || at >= 2 && pages[at - 2] == UInt8(ascii: "-") { return nil }
        dash = at
      case 0x41...0x5a, 0x61...0x7a, UInt8(ascii: ":"), UInt8(ascii: "."): isNumber = false
      default: return nil
      }
    }
    if dash < 0 { return pages.isEmpty ? nil : (add(pages), .absent) }
    let start = dash > 0 && pages[dash - 1] == UInt8(ascii: "-") ? dash - 1 : dash
    let first = UnsafeBufferPointer(rebasing: pages[..<start])
    let last = UnsafeBufferPointer(rebasing: pages[(dash + 1)...])
    guard !first.isEmpty, !last.isEmpty else { return nil }
    if last.count < first.count {
      // 1234-9 is 1234 to 1239.
      guard isNumber else { return nil }
      let whole = add(first)
      let short = add(UnsafeBufferPointer(rebasing: first[..<(first.count - last.count)]))
      return (whole, short.extended(to: add(last)))
    }
    return (add(first), add(last))
  }
}

/// What the types of records met so far make of a paper; see `Paper.setKind`.
struct PaperKinds {
  /// Types as written, of which a file has a dozen, and what they make.
  private let types = InternPool()
  private let texts = InternPool()
  private var made: [(kind: Int, documentType: Int)] = []
  private static let mostKnown = 1 << 12

  /// The kind of the batch's last paper, whose type becomes a field.
  mutating func kind(of type: UnsafeBufferPointer<UInt8>, for batch: PaperBatch) -> PaperBatch.Text {
    let known = types.count < Self.mostKnown ? types.intern(UnsafeRawBufferPointer(type)).index : made.count
    let (kind, documentType) = known < made.count ? made[known] : make(type)
    let document = texts.bytes(documentType)
    if !document.isEmpty { batch.addField(batch.constant("document_type"), batch.add(document)) }
    return kind < 0 ? batch.constant("paper") : batch.add(texts.bytes(kind))
  }

  private mutating func make(_ type: UnsafeBufferPointer<UInt8>) -> (kind: Int, documentType: Int) {
    var paper = Paper(title: "", location: SourceLocation(file: "", line: 1))
    paper.setKind(String(decoding: type, as: UTF8.self))
    let kind = paper.kind == "paper" ? -1 : texts.intern(paper.kind).index
    let new = (kind, texts.intern(paper.fields.first?.value ?? "").index)
    if made.count < types.count { made.append(new) }
    return new
  }

  /// The same for a string.
  mutating func kind(of type: String, for batch: PaperBatch) -> PaperBatch.Text {
    var type = type
    return type.withUTF8 { kind(of: $0, for: batch) }
  }
}

extension PaperSink {
  /// Takes the last paper of a batch, or refuses it when it has neither title nor authors; see `keepIfNamed(_:format:)`.
  func takeIfNamed(_ batch: PaperBatch, format: String) -> PaperBatch {
    let paper = batch.last
    if !paper.title.isEmpty { return take(batch) }
    let location = SourceLocation(file: batch.string(paper.file) ?? "", line: paper.line, column: paper.column)
    if paper.authors.isEmpty {
      batch.abandon()
      reject(
        Diagnostic(
          .error, "\(format).no-title", "the record has neither a title nor authors. Check the export's settings.",
          at: location))
      return batch
    }
    report(Diagnostic(.warning, "\(format).no-title", "the record has no title; kept as '[untitled]'.", at: location))
    batch.last.title = batch.constant("[untitled]")
    return take(batch)
  }
}
