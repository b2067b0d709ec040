import Bibliography
import Foundation

/// The papers that a page truly has, typed by a person: what a reader is measured against.
///
///     {"papers": [{"title": "…", "first_page": "1", "day": "2025-07-07", "session": "…", "authors": [
///       {"name": "…", "raw": "one affiliation as printed"},
///       {"name": "…", "affiliations": ["one", "another"]},
///       {"name": "…", "affiliations": [], "unaffiliated": true}]}]}
///
/// `first_page`, `day`, `session` and, at the top, `venue`, `year` and `place` are compared where they are given.
public struct ReadingGold: Decodable, Sendable {
  /// One paper of the page.
  public struct Paper: Decodable, Sendable {
    /// As it stands on the page, without leaders and marks.
    public var title: String
    /// In the order printed.
    public var authors: [Author]
    /// Compared when given.
    public var firstPage: String?
    /// ISO 8601; compared when given.
    public var day: String?
    /// Compared when given.
    public var session: String?

    enum CodingKeys: String, CodingKey {
      case title, authors, day, session
      case firstPage = "first_page"
    }
  }

  /// One author with what is printed for them.
  public struct Author: Decodable, Sendable {
    /// As printed.
    public var name: String
    /// The one affiliation as printed.
    public var raw: String?
    /// The affiliations as printed, where there are none or several.
    public var affiliations: [String]?
    /// Whether the page says that the author has none.
    public var unaffiliated: Bool?

    /// The affiliations in either form.
    public var texts: [String] { affiliations ?? raw.map { $0.isEmpty ? [] : [$0] } ?? [] }
  }

  /// In the order of the page.
  public var papers: [Paper]
  /// The short form with its edition; compared when given.
  public var venue: String?
  /// Compared when given.
  public var year: Int?
  /// Compared when given.
  public var place: String?

  /// Decodes a gold file.
  ///
  /// - Throws: a `CoterieError` that names `file` when the JSON has another shape.
  public init(json: [UInt8], file: String) throws {
    do {
      self = try JSONDecoder().decode(ReadingGold.self, from: Data(json))
    } catch {
      throw CoterieError(
        "evaluate.gold",
        "not a gold file: expected {\"papers\": [{\"title\", \"authors\": [{\"name\", \"raw\"}]}]} (\(error)).",
        at: SourceLocation(file: file, line: 1))
    }
  }
}

/// How right a reader is on one page: counts, and every disagreement with its place.
public struct ReadingEvaluation: Sendable {
  /// What differs in one paper.
  public struct Disagreement: Hashable, Sendable, CustomStringConvertible {
    /// `missing`, `extra`, `authors`, `affiliation`, `first_page`, `day`, `session`, `venue`, `year` or `place`.
    public var kind: String
    /// Of the paper as read; nil for a paper that was not read.
    public var location: SourceLocation?
    /// The paper it is about.
    public var title: String
    /// The author it is about; nil when it is about the paper.
    public var author: String?
    /// What the gold file has.
    public var expected: String
    /// What was read; empty for nothing.
    public var found: String

    /// One line: place, kind, expected and found.
    public var description: String {
      (location.map { "\($0): " } ?? "") + "\(kind): '\(title)'" + (author.map { ", \($0)" } ?? "")
        + ": expected '\(expected)', found '\(found)'"
    }
  }

  /// Papers of the gold file.
  public var papers = 0
  /// Papers that were read.
  public var read = 0
  /// Gold papers read with exactly their title.
  public var exactTitles = 0
  /// Of these, with exactly their authors in order.
  public var exactAuthorLists = 0
  /// Of these, with exactly the affiliation texts of each author: wholly right papers.
  public var exactPapers = 0
  /// Authorships of the gold file.
  public var authorships = 0
  /// Those of them with name, position and affiliation texts exact.
  public var exactAuthorships = 0
  /// By gold order, extra papers last.
  public var disagreements: [Disagreement] = []

  /// Nothing compared: the start of a sum over pages.
  public init() {}

  /// Compares what was read with the gold file, texts by their canonical characters.
  ///
  /// Papers are matched by exact title; equal titles in order.
  ///
  /// - Complexity: O(n), n the number of papers and authorships.
  public init(papers found: [Paper], gold: ReadingGold) {
    var byTitle: [String: [Int]] = [:]
    for (at, paper) in found.enumerated().reversed() { byTitle[paper.title, default: []].append(at) }
    var used = Set<Int>()
    papers = gold.papers.count
    read = found.count
    for expected in gold.papers {
      authorships += expected.authors.count
      guard let at = byTitle[expected.title]?.popLast() else {
        note("missing", nil, expected.title, nil, expected.title, "")
        continue
      }
      used.insert(at)
      exactTitles += 1
      compare(found[at], expected, gold)
    }
    for (at, paper) in found.enumerated() where !used.contains(at) {
      note("extra", paper.location, paper.title, nil, "", paper.title)
    }
  }

  private mutating func compare(_ paper: Paper, _ expected: ReadingGold.Paper, _ gold: ReadingGold) {
    let place = paper.location
    let title = paper.title
    func check(_ kind: String, _ wanted: String?, _ given: String?, into evaluation: inout ReadingEvaluation) {
      guard let wanted, wanted != given else { return }
      evaluation.note(kind, place, title, nil, wanted, given ?? "")
    }
    check("first_page", expected.firstPage, paper.firstPage, into: &self)
    check("day", expected.day, paper.day, into: &self)
    check("session", expected.session, paper.session, into: &self)
    check("venue", gold.venue, paper.venue, into: &self)
    check("year", gold.year.map(String.init), paper.year.map(String.init), into: &self)
    check("place", gold.place, paper.place, into: &self)
    let wanted = expected.authors.map(\.name)
    let given = paper.authors.map(\.name)
    if wanted == given {
      exactAuthorLists += 1
    } else {
      note("authors", place, title, nil, wanted.joined(separator: "; "), given.joined(separator: "; "))
    }
    var right = 0
    for (author, found) in zip(expected.authors, paper.authors) where author.name == found.name {
      let texts = found.affiliations.map(\.text)
      let says = found.state == .unaffiliated
      if texts == author.texts, author.unaffiliated.map({ $0 == says }) ?? true {
        right += 1
      } else {
        note(
          "affiliation", found.location ?? place, title, author.name,
          author.unaffiliated == true ? "unaffiliated" : author.texts.joined(separator: " | "),
          says ? "unaffiliated" : texts.joined(separator: " | "))
      }
    }
    exactAuthorships += right
    if wanted == given, right == wanted.count { exactPapers += 1 }
  }

  private mutating func note(
    _ kind: String, _ location: SourceLocation?, _ title: String, _ author: String?, _ expected: String,
    _ found: String
  ) {
    disagreements.append(
      Disagreement(
        kind: kind, location: location, title: title, author: author, expected: expected, found: found))
  }

  /// The counts and disagreements of two pages together.
  public static func + (left: ReadingEvaluation, right: ReadingEvaluation) -> ReadingEvaluation {
    var sum = left
    sum.papers += right.papers
    sum.read += right.read
    sum.exactTitles += right.exactTitles
    sum.exactAuthorLists += right.exactAuthorLists
    sum.exactPapers += right.exactPapers
    sum.authorships += right.authorships
    sum.exactAuthorships += right.exactAuthorships
    sum.disagreements += right.disagreements
    return sum
  }
}
