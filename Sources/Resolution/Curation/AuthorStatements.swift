/// What curation says about mentions, by mention: the form in which blocks ask for it.
struct AuthorStatements {
  /// Where each statement stands.
  private(set) var sources: [String] = []
  /// Pairs that are one person, with the number of the statement.
  private(set) var together: [(Int32, Int32, Int)] = []
  /// For each mention that is kept apart from others: twice the number of the statement, and 1 more for its other side.
  private(set) var sides: [Int32: [Int32]] = [:]

  /// Statements about mentions 0..<count; those about others are left out.
  init(_ statements: [AuthorCuration], count: Int) {
    for statement in statements {
      let number = sources.count
      let mentions = statement.mentions.filter { 0..<count ~= $0 }.map { Int32($0) }
      let others = statement.others.filter { 0..<count ~= $0 }.map { Int32($0) }
      guard let first = others.first, !mentions.isEmpty else { continue }
      sources.append(statement.source)
      if statement.same {
        together += (mentions + others.dropFirst()).filter { $0 != first }.map { (first, $0, number) }
      } else {
        let both = Set(mentions).intersection(others)
        for m in mentions where !both.contains(m) { sides[m, default: []].append(Int32(2 * number)) }
        for m in others where !both.contains(m) { sides[m, default: []].append(Int32(2 * number + 1)) }
      }
    }
  }
}
