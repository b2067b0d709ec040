import Bibliography
import Foundation

/// A page's lines turned into papers: the work behind the contents reader and the readers of programme pages.
struct ContentsPage {
  let file: String
  let context: ReadingContext
  let sink: any PaperSink

  /// How many papers were kept and rejected.
  struct Count: Equatable {
    var kept = 0
    var rejected = 0
  }

  /// Labels the lines and gives each paper to the sink.
  func read(_ lines: [PageLine]) -> Count {
    let (lines, notices) = PageNotice.separate(lines)
    let analysis = Self.analyse(lines, context: context)
    var assembly = Assembly(page: self, sense: analysis.sense, notices: notices)
    for (at, label) in analysis.labels.enumerated() {
      assembly.take(lines[at], analysis.features[at], label)
    }
    return assembly.finish()
  }

  /// Everything that is decided before papers are made.
  struct Analysis {
    var sense: NameSense
    var features: [ContentsFeatures]
    var labels: [ContentsLabel]
    var layout: ContentsLayout
  }

  /// Collects the page's own evidence, then labels the lines.
  static func analyse(_ lines: [PageLine], context: ReadingContext) -> Analysis {
    var sense = NameSense(context: context)
    for line in lines {
      let tokens = AuthorToken.scan(line.text).tokens
      guard tokens.contains(where: { $0.kind == .plain && $0.text.contains(",") }) else { continue }
      for token in tokens where token.kind == .marked {
        let text = AuthorGroups.cleanAffiliation(token.text)
        if text.count > 1 { sense.printed.insert(text.folded) }
      }
    }
    var features = lines.map { ContentsFeatures($0, sense: sense) }
    markPageChain(&features)
    let likely = features.filter { $0.authors >= 0.7 }.count
    let chained = features.filter(\.isOnPageChain).count
    var layout = ContentsLayout()
    layout.isPaged = chained >= 2 && Double(chained) >= 0.4 * Double(likely)
    if !layout.isPaged {
      for at in features.indices where features[at].page?.isStrong != true { features[at].isOnPageChain = false }
    }
    let items = features.filter { $0.isItem && $0.authors < 0.5 }.count
    layout.hasItems = items >= 2 && Double(items) >= 0.6 * Double(max(likely, 1))
    layout.hasDays = features.count { $0.date.map { $0.lastDay == nil } ?? false } > 1
    let labels = ContentsLabels.assign(lines, features, layout)

    // What the author lines show about lists of names: `A and B, X` or `A, B, X`.
    var joined = 0
    var withOrganisation = 0
    for (at, label) in labels.enumerated() where label == .authors || label == .authorsMore {
      for token in AuthorToken.scan(features[at].bare).tokens where token.kind == .plain {
        let items = NameSense.splitList(token.text, atAnd: false)
        let ends = items.prefix(12).contains { item in
          let parts = NameSense.splitList(item.text)
          return (parts.count > 1 || parts.first.map { $0.offset > 0 } ?? false)
            && parts.allSatisfy { sense.isPerson($0.text) }
        }
        if ends { joined += 1 }
        if items.dropFirst().contains(where: { sense.isOrganisation($0.text) }) { withOrganisation += 1 }
      }
    }
    sense.joinsNames = joined > 0 && withOrganisation > 0
    sense.printsAffiliations = withOrganisation > 0
    return Analysis(sense: sense, features: features, labels: labels, layout: layout)
  }

  /// Marks the page numbers of the longest chain that never descends.
  ///
  /// - Complexity: O(n log n), n the number of lines with a number.
  static func markPageChain(_ features: inout [ContentsFeatures]) {
    let places = features.indices.filter { features[$0].page?.value != nil }
    let values = places.compactMap { features[$0].page?.value }
    var tails: [Int] = []  // index into `values` of the smallest end of a chain of each length
    var previous = [Int?](repeating: nil, count: values.count)
    for (at, value) in values.enumerated() {
      var low = 0
      var high = tails.count
      while low < high {
        let middle = (low + high) / 2
        if values[tails[middle]] <= value { low = middle + 1 } else { high = middle }
      }
      previous[at] = low > 0 ? tails[low - 1] : nil
      if low == tails.count { tails.append(at) } else { tails[low] = at }
    }
    var at = tails.last
    while let place = at {
      features[places[place]].isOnPageChain = true
      at = previous[place]
    }
    for place in features.indices where features[place].page != nil && features[place].page?.value == nil {
      features[place].isOnPageChain = true  // roman numerals are strong by construction
    }
  }
}
