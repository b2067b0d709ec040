import Testing

@testable import Store

@Suite struct TextOrderTests {
  private func order(_ texts: [[UInt8]]) -> [Int] {
    let pool = texts.map { text in
      let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, text.count))
      _ = copy.initialize(from: text)
      return UnsafeBufferPointer(start: copy.baseAddress, count: text.count)
    }
    defer { pool.forEach { $0.deallocate() } }
    return TextOrder.sorted(count: texts.count) { pool[$0] }
  }

  /// The definition: byte by byte, then the shorter, then the place.
  private func slowly(_ texts: [[UInt8]]) -> [Int] {
    texts.indices.sorted { a, b in
      texts[a] == texts[b] ? a < b : texts[a].lexicographicallyPrecedes(texts[b])
    }
  }

  @Test func emptyAndZeroBytesAreInOrder() {
    let texts: [[UInt8]] = [[0, 0], [], [0], [], Array("a".utf8), [0, 0, 0, 0, 0, 0, 0, 0, 1], [255], [0, 0]]
    #expect(order(texts) == [1, 3, 2, 0, 7, 5, 4, 6])
    #expect(order([]).isEmpty)
  }

  /// Few letters and shared beginnings, so that many eights of bytes are the same; above and below 256 texts.
  @Test(arguments: [3, 200, 255, 256, 257, 5_000])
  func manyTextsAreInOrder(count: Int) {
    var state: UInt64 = 42
    func below(_ end: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % end
    }
    let starts = ["", "Department of ", "Department of Computer Science, ", "Univ"].map { Array($0.utf8) }
    let texts = (0..<count).map { _ in
      starts[below(4)] + (0..<below(12)).map { _ in [0, 1, 0x61, 0x62, 0xff][below(5)] as UInt8 }
    }
    #expect(order(texts) == slowly(texts))
  }
}
