import Bibliography

/// People without papers: `Program Committee` and the names under it, `Name, Affiliation` or `Name (Affiliation)`.
///
/// A list becomes a record of kind `committee` whose title is its heading and whose authors are its people. Such
/// records are made only where the user asks for them (`--role committee`); otherwise the lists are told and left out,
/// so that nobody becomes the author of a committee.
struct CommitteeList {
  var heading: PageLine
  var people: [PageLine]

  /// The heading without signs.
  var title: String {
    ContentsPage.Assembly.cleanHeading(heading.text.drop { "#- ".contains($0) }.collapsed)
  }

  /// Takes the lists out of `lines`.
  static func separate(_ lines: [PageLine], sense: NameSense) -> (lines: [PageLine], lists: [CommitteeList]) {
    var kept: [PageLine] = []
    var lists: [CommitteeList] = []
    var at = 0
    while at < lines.count {
      guard isHeading(lines[at]) else {
        kept.append(lines[at])
        at += 1
        continue
      }
      var end = at + 1
      while end < lines.count, !isHeading(lines[end]), !startsAnew(lines[end]), isPersonal(lines[end], sense) {
        end += 1
      }
      let people = Array(lines[(at + 1)..<end])
      if people.contains(where: { ContentsFeatures.authorLikeness(bare($0), sense: sense) >= 0.5 })
        || people.count > 2 && people.contains(where: { sense.isPerson(bare($0)) })
      {
        lists.append(CommitteeList(heading: lines[at], people: people))
      } else {
        kept += lines[at..<end]
      }
      at = end
    }
    return (kept, lists)
  }

  private static func isHeading(_ line: PageLine) -> Bool {
    let text = line.text.drop { "#*_ ".contains($0) }
    guard text.count <= 70, !text.contains(where: { ",;(".contains($0) }) else { return false }
    let words = text.lowercased().split { !($0.isLetter || $0 == "-") }
    return words.count <= 7
      && words.contains { word in
        [
          "board", "chair", "chairs", "co-chair", "co-chairs", "committee", "committees", "jury", "organizers",
          "organisers", "reviewers", "liaison", "liaisons",
        ].contains(String(word))
      }
  }

  /// The line without its bullet.
  private static func bare(_ line: PageLine) -> String { String(line.text.drop { "-*•| ".contains($0) }) }

  private static func startsAnew(_ line: PageLine) -> Bool {
    line.heading != nil || line.text.hasPrefix("#") || PageDate(line.text) != nil
  }

  /// Whether a line can be part of a list of people: a name, a name with an affiliation, an affiliation.
  private static func isPersonal(_ line: PageLine, _ sense: NameSense) -> Bool {
    if PageNumber(line.text) != nil || line.text.hasSuffix(".") && line.text.split(separator: " ").count > 9 {
      return false
    }
    let text = bare(line)
    return ContentsFeatures.authorLikeness(text, sense: sense) >= 0.5 || sense.isPerson(text)
      || sense.isOrganisation(text) || text.split(separator: " ").count <= 4 && !text.contains(":")
  }

  /// The list as a record.
  func paper(file: String, sense: NameSense, venue: VenueStatement) -> Paper {
    var paper = Paper(
      title: title, kind: "committee", venue: venue.venue, year: venue.year, place: venue.place,
      location: SourceLocation(file: file, line: heading.number, column: heading.column()))
    var at = 0
    while at < people.count {
      let line = people[at]
      var text = Self.bare(line)
      // The affiliation on a line of its own: `Jung Ho Ahn` / `Seoul National University`.
      if sense.isPerson(text), !text.contains(","), !text.contains("("), at + 1 < people.count,
        !people[at + 1].followsBlank || sense.isOrganisation(people[at + 1].text), !sense.isPerson(people[at + 1].text)
      {
        text += ", <i>" + people[at + 1].text + "</i>"
        at += 1
      }
      at += 1
      for group in AuthorGroups(text, sense: sense).groups {
        let affiliations = group.affiliations.map { Affiliation($0.text) }
        for name in group.names {
          paper.authors.append(
            Authorship(
              name: name.text, affiliations: affiliations,
              state: affiliations.isEmpty && group.isUnaffiliated ? .unaffiliated : nil,
              location: SourceLocation(file: file, line: line.number, column: line.column(of: name.text))))
        }
      }
    }
    return paper
  }
}
