import Bibliography
import Foundation

/// What a resolution decides, taken in affiliation by affiliation, with the ids that its institutions get.
///
/// A part takes some 60 bytes beside its text and its reason: decisions about millions of addresses are gathered without
/// the millions of values that they were made as.
public final class Decisions {
  private struct Part {
    var affiliation: Int64
    /// Text, unit and reason, one behind the other.
    var bytes: UnsafeMutablePointer<UInt8>
    var textCount: Int32
    /// -1 where there is no unit.
    var unitCount: Int32
    var reasonCount: Int32
    /// Places in `institutions`; -1 for none.
    var institution: Int32
    var unit: Int32
    var confidence: Double
    /// Places in `words`.
    var method: Int32
    /// -1 where nothing says.
    var site: Int32
    var isUnaffiliated: Bool
  }

  let institutions = InstitutionTable()
  private var parts: [Part] = []
  /// Methods and countries, which repeat.
  private var words: [String] = []
  private var places: [String: Int32] = [:]
  /// Where the bytes of the parts are: blocks that stay where they are, the last one filled up to `used`.
  private var blocks: [UnsafeMutablePointer<UInt8>] = []
  private var used = 0
  private var size = 0

  /// No decisions yet.
  public init() {}

  deinit { blocks.forEach { $0.deallocate() } }

  /// Takes in what was decided about one affiliation.
  public func add(_ decision: AffiliationDecision) {
    decision.parts.withUnsafeBufferPointer { parts in
      guard let first = parts.baseAddress else { return }
      // Where it lies: copying a part counts as many references as it has texts.
      for place in parts.indices { add((first + place).pointee, of: decision.id) }
    }
  }

  private func add(_ part: AffiliationPart, of affiliation: Int64) {
    var (place, unit): (Int32, Int32) = (-1, -1)
    if part.state == .resolved, let institution = part.institution {
      place = institutions.note(institution)
      if let name = part.unit { unit = institutions.noteUnit(name, of: institution, at: place, part: part) }
    }
    let count = part.text.utf8.count + (part.unit?.utf8.count ?? 0) + part.reason.utf8.count
    let bytes = room(count)
    var at = 0
    func put(_ text: String) -> Int32 {
      var text = text
      return text.withUTF8 {
        if let from = $0.baseAddress { memcpy(bytes + at, from, $0.count) }
        at += $0.count
        return Int32(truncatingIfNeeded: $0.count)
      }
    }
    parts.append(
      Part(
        affiliation: affiliation, bytes: bytes, textCount: put(part.text), unitCount: part.unit.map(put) ?? -1,
        reasonCount: put(part.reason), institution: place, unit: unit, confidence: min(1, max(0, part.confidence)),
        method: word(part.method), site: part.siteCountry.map(word) ?? -1, isUnaffiliated: part.state == .unaffiliated
      ))
  }

  private func room(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    if blocks.isEmpty || used + count > size {
      size = max(1 << 20, count)
      blocks.append(.allocate(capacity: size))
      used = 0
    }
    defer { used += count }
    return blocks[blocks.count - 1] + used
  }

  private func word(_ text: String) -> Int32 {
    if let place = places[text] { return place }
    let place = Int32(words.count)
    words.append(text)
    places[text] = place
    return place
  }

  /// Gives the ids when all is taken in; `find` is asked for hosts and families that no affiliation names.
  func close(_ find: (Institution.Key) -> Institution?) { institutions.close(find) }

  /// Writes `decided_institution` and `decided_part`.
  func write(to maker: any RowMaker) throws {
    try institutions.write(to: maker)
    let rows = try maker.rows("decided_part")
    var (affiliation, ordinal): (Int64, Int) = (0, 0)
    for part in parts {
      ordinal = part.affiliation == affiliation ? ordinal + 1 : 1
      affiliation = part.affiliation
      let unitCount = max(0, part.unitCount)
      rows.add(affiliation, Int64(ordinal))
      rows.add(bytes: UnsafeBufferPointer(start: part.bytes, count: Int(part.textCount)))
      rows.add(part.isUnaffiliated ? "unaffiliated" : part.institution >= 0 ? "resolved" : "unresolved")
      rows.add(id(part.institution))
      if part.unitCount < 0 {
        rows.addNull()
      } else {
        rows.add(bytes: UnsafeBufferPointer(start: part.bytes + Int(part.textCount), count: Int(unitCount)))
      }
      rows.add(id(part.unit))
      rows.add(part.site < 0 ? nil : words[Int(part.site)])
      rows.add(words[Int(part.method)])
      rows.add(part.confidence)
      rows.add(
        bytes: UnsafeBufferPointer(start: part.bytes + Int(part.textCount + unitCount), count: Int(part.reasonCount)))
      try rows.end()
    }
  }

  private func id(_ place: Int32) -> Int64? { place < 0 ? nil : institutions.id(at: place) }

  /// The credit of lists of the affiliations from 1 to `count`; one unresolved part, with the text that `text` gives,
  /// where nothing was decided.
  func credit(count: Int, text: (Int) -> String) -> ListCredit {
    var starts = [Int32](repeating: 0, count: count + 2)
    for part in parts where part.affiliation <= count { starts[Int(part.affiliation) + 1] += 1 }
    for id in 1..<max(1, count + 1) where starts[id + 1] == 0 { starts[id + 1] = 1 }
    for id in 0...count { starts[id + 1] += starts[id] }
    let undecided = ListCredit.Part(text: "")
    var all = [ListCredit.Part](repeating: undecided, count: Int(starts[count + 1]))
    var next = starts
    for part in parts where part.affiliation <= count {
      let institution = id(part.institution)
      let isText = institution == nil
      all[Int(next[Int(part.affiliation)])] = ListCredit.Part(
        institution: institution, unit: id(part.unit) ?? institution,
        family: institution.map { institutions.family(of: $0) ?? $0 }, isUnaffiliated: part.isUnaffiliated,
        text: isText
          ? String(decoding: UnsafeBufferPointer(start: part.bytes, count: Int(part.textCount)), as: UTF8.self) : "",
        site: part.site < 0 ? nil : words[Int(part.site)])
      next[Int(part.affiliation)] += 1
    }
    for id in 1..<max(1, count + 1) where next[id] == starts[id] {
      all[Int(starts[id])] = ListCredit.Part(text: text(id))
    }
    return ListCredit(parts: all, starts: starts)
  }
}
