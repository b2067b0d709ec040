/// How many characters must be put in, taken out or changed to make one word of the other; O(|a| |b|).
///
///     editDistance("reprot", "report")  // 2
///
/// Source: Levenshtein (1966), Soviet Physics Doklady 10(8), 707-710.
public func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b)
  var row = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, y) in b.enumerated() {
      let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (x == y ? 0 : 1))
      diagonal = row[j + 1]
      row[j + 1] = next
    }
  }
  return row[b.count]
}
