import Bibliography
import Testing

@Suite struct InternPoolTests {
  @Test func numbersAreThoseOfADictionary() {
    let pool = InternPool()
    var seen: [String: Int] = [:]
    for step in 0..<20_000 {
      let text = "name \(step * 7919 % 5003)"
      let expected = seen[text] ?? seen.count
      let isNew = seen[text] == nil
      seen[text] = expected
      let (index, new) = pool.intern(text)
      #expect(index == expected && new == isNew)
    }
    #expect(pool.count == seen.count)
    for (text, index) in seen { #expect(String(decoding: pool.bytes(index), as: UTF8.self) == text) }
    #expect(pool.intern("").isNew && !pool.intern("").isNew)
  }

  @Test func aStringIsFoundWithoutBeingTakenIn() {
    let pool = InternPool()
    for number in 0..<5_000 { _ = pool.intern("\(number)") }
    for number in 0..<10_000 {
      let index = Array("\(number)".utf8).withUnsafeBytes { pool.index(of: $0) }
      #expect(index == (number < 5_000 ? number : nil))
    }
    #expect(pool.count == 5_000)
  }

  /// Hashes at the end of the table, whose strings go on at its beginning, also when the table grows.
  @Test func stringsWhoseHashesCrowdAreKeptApart() {
    let pool = InternPool()
    for number in 0..<6_000 {
      let hash: UInt64 = number.isMultiple(of: 2) ? .max : .max << 40
      let (index, isNew) = Array("\(number)".utf8).withUnsafeBytes { pool.intern($0, hash: hash) }
      #expect(index == number && isNew)
    }
    for number in stride(from: 0, to: 6_000, by: 371) {
      let hash: UInt64 = number.isMultiple(of: 2) ? .max : .max << 40
      #expect(Array("\(number)".utf8).withUnsafeBytes { pool.intern($0, hash: hash) }.index == number)
    }
  }

  /// Strings of every length up to that of a page, each beside those that differ from it in one byte or by one byte more.
  @Test func stringsOfEveryLengthAreToldApart() {
    let pool = InternPool(expecting: 1)
    var expected: [[UInt8]] = []
    for length in 0..<150 {
      let text = (0..<length).map { UInt8($0 % 250) }
      expected.append(text)
      for place in 0..<length {
        var other = text
        other[place] = 255
        expected.append(other)
      }
    }
    for (index, text) in expected.enumerated() { #expect(pool.intern(text) == (index, true)) }
    for (index, text) in expected.enumerated() {
      #expect(pool.intern(text) == (index, false))
      #expect(pool.bytes(index).elementsEqual(text))
    }
  }

  /// More than the pages that the system gives at once, so that all three tables move.
  @Test func stringsStayWhenTheirTablesMove() {
    let pool = InternPool()
    for number in 0..<300_000 { _ = pool.intern("a name that is long enough to fill pages, number \(number)") }
    #expect(pool.count == 300_000)
    for number in stride(from: 0, to: 300_000, by: 977) {
      let text = "a name that is long enough to fill pages, number \(number)"
      #expect(String(decoding: pool.bytes(number), as: UTF8.self) == text)
      #expect(pool.intern(text) == (number, false))
    }
  }

  @Test func aCopyGoesItsOwnWay() {
    for room in [1, 16, 1_000] {
      let pool = InternPool(expecting: room)
      for number in 0..<300 { _ = pool.intern("\(number)") }
      let copy = InternPool(copying: pool)
      #expect(pool.intern("ours").index == 300 && copy.intern("theirs").index == 300)
      for number in 300..<900 { #expect(copy.intern("\(number)") == (number + 1, true)) }
      for number in 0..<300 { #expect(pool.intern("\(number)") == (number, false)) }
      #expect(String(decoding: pool.bytes(300), as: UTF8.self) == "ours")
      #expect(pool.count == 301 && copy.count == 901)
    }
  }
}
