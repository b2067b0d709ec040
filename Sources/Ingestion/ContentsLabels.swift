/// Which line of a contents page is what, decided for all lines together.
///
/// Each line gets evidence of its own (`ContentsFeatures`); the labels are the sequence with the best sum of evidence
/// and fit between neighbours: a title is followed by authors, a heading is not, pages ascend. Viterbi (1967),
/// doi:10.1109/TIT.1967.1054010, with scores written by hand instead of learnt.
enum ContentsLabel: Int, CaseIterable {
  /// Before the first day, session or title: venue, dates, place.
  case front
  case day, session, title
  /// A title's second and later lines.
  case titleMore
  case authors
  /// An author block's second and later lines.
  case authorsMore
  /// Prose and what else is no record.
  case note
}

/// What is true of the page as a whole.
struct ContentsLayout {
  /// Whether titles carry page numbers.
  var isPaged = false
  /// Whether the page number stands at the end of the authors.
  var hasPagesAtAuthors = false
  /// Whether titles are items of a list.
  var hasItems = false
  /// Whether titles are headings of the markup.
  var hasHeadedTitles = false
  /// Whether several lines are single dates; a lone one is the conference's own.
  var hasDays = false
}

enum ContentsLabels {
  /// The best labels for `lines`.
  ///
  /// - Complexity: O(n), n the number of lines.
  static func assign(_ lines: [PageLine], _ features: [ContentsFeatures], _ layout: ContentsLayout) -> [ContentsLabel] {
    guard !lines.isEmpty else { return [] }
    let labels = ContentsLabel.allCases
    var scores = labels.map { label in
      start(label) + own(label, lines[0], features[0], layout)
    }
    var back: [[Int]] = []
    for at in lines.indices.dropFirst() {
      var next: [Double] = []
      var from: [Int] = []
      for label in labels {
        let evidence = own(label, lines[at], features[at], layout)
        var best = -Double.infinity
        var source = 0
        for previous in labels {
          let score =
            scores[previous.rawValue]
            + step(previous, label, lines[at], features[at - 1], features[at], layout)
          if score > best {
            best = score
            source = previous.rawValue
          }
        }
        next.append(best + evidence)
        from.append(source)
      }
      scores = next
      back.append(from)
    }
    var current = scores.indices.max { scores[$0] < scores[$1] } ?? 0
    var result = [labels[current]]
    for from in back.reversed() {
      current = from[current]
      result.append(labels[current])
    }
    return result.reversed()
  }

  private static func start(_ label: ContentsLabel) -> Double {
    switch label {
    case .titleMore, .authorsMore: -.infinity
    case .authors: -4
    default: 0
    }
  }

  /// How well a line's own form fits a label.
  private static func own(
    _ label: ContentsLabel, _ line: PageLine, _ f: ContentsFeatures, _ layout: ContentsLayout
  ) -> Double {
    let a = f.authors
    let paged = f.isOnPageChain && !layout.hasPagesAtAuthors
    let endsEntry = f.isOnPageChain && layout.hasPagesAtAuthors && a >= 0.3
    switch label {
    case .front:
      if let date = f.date {
        if date.lastDay != nil { return 4 }
        return date.year != nil && !date.hasWeekday && !layout.hasDays ? 6 : 0
      }
      if paged { return -3 }
      if f.namesEdition { return 2.5 + (f.heading != nil ? 1 : 0) }
      if VenueStatement.isPlace(f.bare) { return 1.5 - 2 * a }
      return (f.namesVenue ? 2 : f.namesSession ? -2 : -0.6 - 2 * a) - (f.endsOpen ? 2 : 0) - (f.isProse ? 2 : 0)
    case .day:
      guard let date = f.date else { return -20 }
      return date.lastDay == nil ? 5 : 1
    case .session:
      if f.date != nil { return -4 }
      var score = -3 * a
      if paged { score -= 4 }
      if f.heading != nil { score += 2 }
      if f.namesSession { score += 1.5 }
      if f.bare.count > 70 { score -= 1.5 }
      if !f.namesSession, f.bare.contains(":") { score -= 0.7 }
      if f.bare.hasSuffix("?") || f.bare.hasSuffix(".") { score -= 1 }
      if f.isItem { score -= 1.5 }
      if f.startsLower { score -= 1.5 }
      if f.endsOpen, !f.bare.hasSuffix(":") { score -= 3 }
      if f.isInBracket { score -= 3 }
      return score - (f.isProse ? 3 : 0)
    case .title:
      if f.date != nil { return -4 }
      var score = 0.3 - 3 * a
      if paged { score += 3 } else if layout.isPaged { score -= 1.5 }
      if layout.hasItems { score += f.isItem ? 1 : -0.5 }
      if layout.hasHeadedTitles { score += f.heading != nil ? 2 : -1.5 }
      if f.startsLower { score -= f.startsJoining ? 1.5 : 0.5 }
      if f.isInBracket { score -= 3 }
      if f.isOrganisation { score -= 1.5 }
      return score - (f.isProse ? 3 : 0)
    case .titleMore:
      var score = -1 - 3 * a
      if f.date != nil || f.isItem || f.heading != nil { score -= 3 }
      if paged { score += 3 }
      if f.startsLower { score += 1.5 }
      return score - (f.isProse ? 4 : 0)
    case .authors:
      if f.date != nil || f.legend != nil || f.isAffiliationLine { return -6 }
      if endsEntry { return 4 }
      // Where pages tell the titles, what follows one is its authors, however it looks.
      return (f.isProse ? -4 : 5 * a - (a < 0.25 && !layout.isPaged ? 5.5 : 2.5)) - (paged && a < 0.7 ? 3 : 0)
        - (f.heading != nil ? 2 : 0)
    case .authorsMore:
      if f.date != nil { return -6 }
      if f.isInBracket { return 3 - (paged ? 3 : 0) }
      if endsEntry { return 3 }
      if let last = f.bare.last, "-:".contains(last) { return -3 }
      return (f.isProse ? -4 : 4 * a - 1.5) - (paged && a < 0.7 ? 3 : 0) - (f.heading != nil ? 2 : 0)
        - (f.isItem ? 1 : 0)
    case .note:
      return f.isProse ? 2 : -3
    }
  }

  /// How well a label follows another.
  private static func step(
    _ previous: ContentsLabel, _ label: ContentsLabel, _ line: PageLine, _ before: ContentsFeatures,
    _ f: ContentsFeatures, _ layout: ContentsLayout
  ) -> Double {
    let blank = line.followsBlank
    let afterTitle = previous == .title || previous == .titleMore
    let afterAuthors = previous == .authors || previous == .authorsMore
    // A block that ends with a separator goes on.
    let broken = afterAuthors && before.endsOpen ? -3.0 : 0
    switch label {
    case .front: return previous == .front ? 0 : -.infinity
    case .day: return (afterTitle ? -3 : 0) + broken
    case .session:
      let lost = afterTitle ? -3.0 : 0
      return lost + (previous == .session ? -0.8 : 0) + (blank ? 0 : -0.5) + broken
    case .title:
      let lost = afterTitle ? -2.5 : 0
      // A long line right above the next is the beginning of its title rather than a heading.
      let isCut = previous == .session && !blank && !before.namesSession && before.bare.count > 50
      return lost + (previous == .session ? isCut ? -0.5 : 0.5 : 0) + broken
    case .titleMore:
      guard afterTitle, !blank else { return -.infinity }
      return (before.isOnPageChain ? -4 : 0) + (before.endsOpen ? 1.5 : 0) + (before.bare.count > 60 ? 0.7 : -0.5)
    case .authors: return afterTitle ? (blank ? -0.5 : 0) : previous == .note ? -3 : -4
    case .authorsMore:
      guard afterAuthors else { return -.infinity }
      if f.legend != nil { return 2 }
      if before.endsWithBareName, f.authors >= 0.9, !blank { return 2.2 }
      return (blank ? (before.endsOpen ? -3 : -5) : before.endsOpen ? -0.3 : -0.8) + (before.endsOpen ? 2.5 : 0)
    case .note: return afterTitle ? -1 : 0
    }
  }
}
