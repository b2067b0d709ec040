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

  /// Labels the lines of a text and gives each paper to the sink.
  func read(_ lines: [PageLine]) -> Count {
    let (text, tables) = MarkdownPage.separate(lines)
    return read(text, tables: tables)
  }

  /// Reads lines and tables that are programmes.
  func read(_ text: [PageLine], tables: [MarkdownPage.Table]) -> Count {
    let (text, lists) = CommitteeList.separate(text, sense: NameSense(context: context))
    if context.role == "committee" { return readCommittees(text, lists) }
    for list in lists {
      sink.report(
        Diagnostic(
          .note, "contents.people",
          "the people under '\(list.title)' have no papers here; left out. Read them with --role committee.",
          at: SourceLocation(file: file, line: list.heading.number, column: list.heading.column())))
    }
    var count = Count()
    for table in tables {
      let found = ProgrammeTable(file: file, context: context, sink: sink, heading: table.heading).read(table.rows)
      count.kept += found.kept
      count.rejected += found.rejected
    }
    // Beside tables, the text is about them unless it holds whole entries of its own.
    if !tables.isEmpty, !Self.holdsEntries(text, context: context) { return count }
    let found = readText(text)
    return Count(kept: count.kept + found.kept, rejected: count.rejected + found.rejected)
  }

  /// Gives the lists of people alone to the sink, a record each.
  private func readCommittees(_ text: [PageLine], _ lists: [CommitteeList]) -> Count {
    var sense = NameSense(context: context)
    sense.observeMarks(text.lazy.map(\.text))
    sense.observeLists(lists.lazy.flatMap(\.people).map(\.text))
    sense.printsAffiliations = true
    let front = text.prefix { PageNumber($0.text) == nil }.prefix(12).map { ($0.text, PageDate($0.text)) }
    let venue = VenueStatement(front)
    var count = Count()
    for list in lists {
      let paper = list.paper(file: file, sense: sense, venue: venue)
      guard !paper.authors.isEmpty else { continue }
      count.kept += 1
      sink.keep(paper)
    }
    return count
  }

  /// Whether lines hold at least two titles with authors.
  static func holdsEntries(_ lines: [PageLine], context: ReadingContext) -> Bool {
    let analysis = analyse(prepared(lines, context: context).lines, context: context)
    return zip(analysis.labels, analysis.features).count { $0 == .authors && $1.authors > 0.7 } > 1
  }

  /// Lines as the labels want them: entries on one line split, notices apart.
  static func prepared(_ lines: [PageLine], context: ReadingContext) -> (lines: [PageLine], notices: [PageNotice]) {
    let sense = NameSense(context: context)
    return PageNotice.separate(
      PageLine.splittingAtDashes(
        PageLine.splittingEntries(PageLine.puttingTitlesFirst(lines, sense: sense), sense: sense), sense: sense))
  }

  private func readText(_ lines: [PageLine]) -> Count {
    let (lines, notices) = Self.prepared(lines, context: context)
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
    sense.observeMarks(lines.lazy.map(\.text))
    var features = lines.map { ContentsFeatures($0, sense: sense) }
    ContentsFeatures.markAlternation(&features, lines, sense: sense)
    ContentsFeatures.markCuts(&features, lines, sense: sense)
    ContentsFeatures.markLegends(&features, sense: sense)
    ContentsFeatures.markBrackets(&features, lines)
    markPageChain(&features)
    ContentsFeatures.markProse(&features, lines)
    // Blocks of authors, not their lines.
    let likely = features.indices.count { at in
      features[at].authors >= 0.7 && !features[at].isProse
        && (at == 0 || features[at - 1].authors < 0.7 || lines[at].followsBlank)
    }
    let chained = features.filter(\.isOnPageChain).count
    var layout = ContentsLayout()
    layout.isPaged = chained >= 2 && Double(chained) >= 0.4 * Double(likely)
    if !layout.isPaged {
      for at in features.indices where features[at].page?.isStrong != true { features[at].isOnPageChain = false }
    }
    let pagedAuthors = features.count { $0.isOnPageChain && $0.authors >= 0.5 }
    if pagedAuthors >= 2, 2 * pagedAuthors > chained {
      layout.isPaged = false
      layout.hasPagesAtAuthors = true
    }
    let items = features.filter { $0.isItem && $0.authors < 0.5 }.count
    layout.hasItems = items >= 2 && Double(items) >= 0.6 * Double(max(likely, 1))
    let heads = features.indices.dropLast().filter { features[$0].heading != nil && features[$0 + 1].authors >= 0.7 }
    layout.hasHeadedTitles = heads.count >= 2 && Double(heads.count) >= 0.5 * Double(likely)
    layout.hasDays = features.count { $0.date.map { $0.lastDay == nil } ?? false } > 1
    let labels = ContentsLabels.assign(lines, features, layout)

    let blocks = zip(labels, features).lazy.filter { $0.0 == .authors || $0.0 == .authorsMore }.map(\.1.bare)
    sense.observeLists(blocks)
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
    for place in features.indices {
      guard let page = features[place].page else { continue }
      // Roman numerals are strong by construction; behind leaders stands a page, also where a part counts anew.
      if page.value == nil || page.hasLeaders { features[place].isOnPageChain = true }
    }
  }
}
