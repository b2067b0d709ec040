import Bibliography
import Testing

@Suite struct SpellingTests {
  @Test(arguments: [
    ("", "", 0), ("abc", "", 3), ("", "abc", 3), ("reprot", "report", 2), ("kitten", "sitting", 3), ("é", "e", 1),
  ]) func editsBetweenWords(_ a: String, _ b: String, _ edits: Int) {
    #expect(editDistance(a, b) == edits)
    #expect(editDistance(b, a) == edits)
  }
}
