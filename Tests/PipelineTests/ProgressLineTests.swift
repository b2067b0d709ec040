import Testing

@testable import Pipeline

@Suite struct ProgressLineTests {
  @Test(arguments: [
    // Half of the bytes in 30 s: as long again.
    (50, 100, 3000, 30.0, "reading x  50 %  100 records/s  0:30 left"),
    (10, 100, 1000, 10.0, "reading x  10 %  100 records/s  1:30 left"),
    (100, 100, 1000, 10.0, "reading x  100 %  100 records/s"),
    // Too early to tell, and nothing to tell it by.
    (1, 1000, 5, 1.0, "reading x  0 %  5 records/s"), (7, 0, 5, 1.0, "reading x  5 records/s"),
  ])
  func theLineSaysShareRateAndTimeLeft(bytes: Int, size: Int, records: Int, elapsed: Double, expected: String) {
    #expect(ProgressLine.text("x", bytes: bytes, size: size, records: records, elapsed: elapsed) == expected)
  }
}
