import Bibliography

extension Matcher {
  /// At most so many words of a text are looked at for slips of the pen.
  private static let wordsCorrected = 2

  /// Names found after mending a misspelled word: `Mahatam Gandhi University`.
  ///
  /// Only a word that no name of the registry has is mended, of six letters or more, beside the head word of an
  /// organisation; the name must then be there word by word, stand free, have another word that was printed right, and
  /// its country must be printed. Several organisations: none.
  func respelled(in reading: Reading) -> [Match] {
    var found: [Match] = []
    var corrected = 0
    for position in reading.words.indices where reading.words[position].word < 0 {
      let token = Int(reading.words[position].token)
      let item = reading.tokens.items[token]
      guard corrected < Self.wordsCorrected, item.isCapitalised, !item.hasDigit,
        Int(item.foldedEnd - item.foldedStart) >= SpellingIndex.shortest, standsByHead(token, reading)
      else { continue }
      corrected += 1
      let letters = Array(reading.tokens.folded[Int(item.foldedStart)..<Int(item.foldedEnd)])
      var best: Match?
      var organisations: Set<Int32> = []
      for word in index.spellings.corrections(of: letters, in: index.lexicon.vocabulary) {
        let mended = Reading(reading, word: index.lexicon.canonical(word), at: position)
        for match in candidates(in: mended, around: position) where isTrusted(match) {
          organisations.insert(match.organisation)
          if best.map({ $0.wordCount < match.wordCount }) ?? true { best = match }
        }
      }
      guard organisations.count == 1, var match = best else { continue }
      match.tier = .fuzzy
      match.similarity = 1 - 1 / Double(letters.count)
      match.score = Score.of(match)
      found.append(match)
    }
    return found
  }

  private func isTrusted(_ match: Match) -> Bool {
    match.veto == nil && match.tier == .ordered && match.wordCount >= 2 && match.country == .agrees
      && match.leftIsFree && match.rightIsFree && !match.isAmbiguous && !match.crossesSegments
      && match.kind != .acronym
  }

  /// Whether the piece between two marks that has this word also has the head word of an organisation.
  private func standsByHead(_ token: Int, _ reading: Reading) -> Bool {
    guard let segment = reading.segments.first(where: { $0.contains(token) }) else { return false }
    return segment.contains { index.lexicon.classes(reading.tokens.items[$0].word).contains(.institution) }
  }
}

extension Matcher {
  /// Lifts the vetoes from names of organisations that the source itself asserts: with an id beside it, an acronym or a
  /// common name needs no further support. Words that say where stay so.
  func support(_ organisations: [Int32], among candidates: inout [Match]) {
    for position in candidates.indices where organisations.contains(candidates[position].organisation) {
      guard candidates[position].country != .conflict else { continue }
      candidates[position].veto = nil
      candidates[position].score = max(candidates[position].score, 0.97)
      candidates[position].isAsserted = true
    }
  }
}
