/// Lines of programme pages that are about the programme, not about papers: chairs, rooms, breaks, downloads.
struct PageNotice: Equatable {
  enum Kind { case chair, room, time, award, other }
  var kind: Kind
  /// The value: the chair's name, the room.
  var text: String
  /// The number of the line it stood on.
  var line: Int

  /// Takes the notices out of `lines`.
  static func separate(_ lines: [PageLine]) -> (lines: [PageLine], notices: [PageNotice]) {
    var kept: [PageLine] = []
    var notices: [PageNotice] = []
    var blank = false
    for var line in lines {
      if let notice = PageNotice(line) {
        notices.append(notice)
        blank = blank || line.followsBlank
      } else {
        line.followsBlank = line.followsBlank || blank
        blank = false
        kept.append(line)
      }
    }
    return (kept, notices)
  }

  /// Recognises a notice; nil for any other line.
  init?(_ line: PageLine) {
    let text = line.text.filter { $0 != "*" && $0 != "_" }.collapsed
    let lower = text.lowercased()
    self.line = line.number
    for label in ["session chairs", "session chair", "chaired by", "chairs", "chair"] where lower.hasPrefix(label) {
      let rest = text.dropFirst(label.count).drop { $0 == ":" || $0 == " " || $0 == "-" || $0 == "–" }
      guard lower.dropFirst(label.count).first.map({ !$0.isLetter }) ?? true else { continue }
      kind = .chair
      self.text = String(rest)
      return
    }
    for label in ["location:", "room:", "venue:"] where lower.hasPrefix(label) {
      kind = .room
      self.text = text.dropFirst(label.count).collapsed
      return
    }
    if Self.isTime(lower) {
      kind = .time
      self.text = text
      return
    }
    if lower.hasPrefix("awarded ") || lower.hasSuffix(" award!") || lower.hasSuffix(" award winner") {
      kind = .award
      self.text = text
      return
    }
    guard Self.others.contains(lower.filter { $0.isLetter || $0 == " " }.collapsed) else { return nil }
    kind = .other
    self.text = text
  }

  /// `9:00 am–10:30 am` and the like: digits, colons, am and pm only, with at least one colon or am/pm.
  private static func isTime(_ lower: String) -> Bool {
    guard lower.contains(where: \.isNumber), lower.contains(":") || lower.contains("am") || lower.contains("pm") else {
      return false
    }
    let words = lower.split { " –-—:.0123456789,()|".contains($0) }
    return words.allSatisfy {
      ["am", "pm", "a", "p", "m", "to", "utc", "cet", "cest", "pdt", "pst", "edt", "est"].contains($0)
    }
  }

  private static let others: Set<String> = [
    "afternoon break", "available media", "break", "breakfast", "break with refreshments", "closing remarks",
    "coffee break", "coffeetea break", "conference luncheon", "continental breakfast", "contents", "lunch",
    "lunch break", "lunch on your own", "luncheon", "morning break", "opening remarks", "opening remarks and awards",
    "paper", "paper presentation slides", "pdf", "show details", "slides", "show details hide details",
    "table of contents", "video", "view more", "welcome reception", "reception", "registration", "read more",
    "abstract",
  ]
}
