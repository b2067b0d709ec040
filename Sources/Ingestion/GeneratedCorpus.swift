/// A made-up corpus of any size, for measuring: heavy-tailed teams, authors who stay in their groups, institutions
/// whose sizes are heavy-tailed. The same papers and seed give the same bytes on every machine.
///
/// A paper is led by a random author; others come from the leader's group of 20, at 1 in 8 from anywhere. Team sizes
/// follow a Pareto law (a = 8/3) from 2.6 on (mean about 4), cut at 50. An author has one institution, every
/// fourth a second one.
public struct GeneratedCorpus: Sendable {
  /// The form it is written in.
  public enum Form: String, Sendable, CaseIterable { case openalex, dblp, bibtex, records }

  private let papers: Int
  private let authors: Int
  private let institutions: Int
  private let namesKnown: Bool
  private var state: UInt64

  /// A corpus of `papers` papers.
  ///
  /// - Parameter namesKnown: whether the largest institutions are some that exist, companies' laboratories in several
  ///   countries among them, and the others have the countries and types of their names.
  public init(papers: Int, seed: UInt64, namesKnown: Bool = false) {
    self.papers = papers
    self.namesKnown = namesKnown
    authors = max(40, papers * 3 / 2)
    institutions = max(20, papers / 60)
    state = seed
  }

  /// Writes it, some 64 KiB of text at a time. O(papers) time, constant memory.
  public func write(as form: Form, to output: (String) throws -> Void) rethrows {
    var generator = self
    var text = form == .dblp ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<dblp>\n" : ""
    for paper in 0..<papers {
      generator.append(paper, as: form, to: &text)
      if text.utf8.count > 1 << 16 {
        try output(text)
        text.removeAll(keepingCapacity: true)
      }
    }
    if form == .dblp { text += "</dblp>\n" }
    try output(text)
  }

  /// Uniform in 0..<1. Steele, Lea & Flood (2014), doi:10.1145/2660193.2660195.
  private mutating func uniform() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return Double((z ^ z >> 31) >> 11) * 0x1p-53
  }

  private mutating func below(_ bound: Int) -> Int { Int(uniform() * Double(bound)) }

  private mutating func team() -> [Int] {
    // The inverse of the distribution, u^(-1/a) with a = 8/3, by square roots alone: they are exact on every machine.
    let u = 1 - uniform()
    let size = min(50, max(1, Int(2.6 / u.squareRoot().squareRoot() / u.squareRoot().squareRoot().squareRoot())))
    let leader = below(authors)
    var members = [leader]
    while members.count < size {
      let start = leader / 20 * 20
      let next = below(8) == 0 || size > 15 ? below(authors) : min(authors - 1, start + below(20))
      // A group has 20 authors; a team that cannot grow inside it takes anybody.
      members.append(members.contains(next) ? below(authors) : next)
    }
    var seen: Set<Int> = []
    return members.filter { seen.insert($0).inserted }
  }

  private static let syllables = [
    "ba", "cor", "del", "en", "fu", "gar", "hi", "ja", "kel", "lo", "mi", "nor", "o", "pe", "qui", "ra", "sü", "tan",
    "ul", "ve", "wi", "xa", "yo", "zé",
  ]

  /// A word that is always the same for a number.
  private static func word(_ number: Int) -> String {
    var rest = number
    var word = ""
    repeat {
      word += syllables[rest % syllables.count]
      rest /= syllables.count
    } while rest > 0
    return word.prefix(1).uppercased() + word.dropFirst()
  }

  private static func name(_ author: Int) -> (given: String, family: String) {
    (word(author % 997 + 30), word(author / 3 + 700))
  }

  private func institution(of author: Int, _ second: Bool = false) -> Int {
    var hash = UInt64(truncatingIfNeeded: author / 20 * 2 + (second ? 1 : 0)) &* 0x9e37_79b9_7f4a_7c15
    hash ^= hash >> 29
    let u = Double(hash & 0xffff_ffff) / 4_294_967_296
    // u^3 n: the density of rank r falls as r^(-2/3), a heavy head without a logarithm.
    return min(institutions - 1, Int(u * u * u * Double(institutions)))
  }

  /// What a paper prints, and what OpenAlex makes of it.
  private struct Institution {
    var printed: String
    var name: String
    var country = "US"
    var type = "education"
  }

  /// Institutions that exist, laboratories apart from their companies as OpenAlex has them.
  private static let known = [
    Institution(printed: "Microsoft Research", name: "Microsoft (United States)", type: "company"),
    Institution(printed: "Tsinghua University", name: "Tsinghua University", country: "CN"),
    Institution(
      printed: "Microsoft Research Asia", name: "Microsoft Research Asia (China)", country: "CN", type: "company"),
    Institution(printed: "ETH Zurich", name: "ETH Zurich", country: "CH"),
    Institution(printed: "Google DeepMind", name: "DeepMind (United Kingdom)", country: "GB", type: "company"),
    Institution(
      printed: "Massachusetts Institute of Technology", name: "Massachusetts Institute of Technology"),
    Institution(
      printed: "Chinese Academy of Sciences", name: "Chinese Academy of Sciences", country: "CN", type: "government"),
    Institution(printed: "Google Inc.", name: "Google (United States)", type: "company"),
    Institution(
      printed: "Max Planck Institute for Informatics", name: "Max Planck Institute for Informatics", country: "DE",
      type: "facility"),
    Institution(printed: "IBM Research - Zurich", name: "IBM Research - Zurich", country: "CH", type: "company"),
    Institution(printed: "National University of Singapore", name: "National University of Singapore", country: "SG"),
    Institution(printed: "University of California, Berkeley", name: "University of California, Berkeley"),
    Institution(printed: "Mayo Clinic", name: "Mayo Clinic", type: "healthcare"),
    Institution(
      printed: "Huawei Technologies", name: "Huawei Technologies (China)", country: "CN", type: "company"),
  ]

  private func institution(_ number: Int) -> Institution {
    if namesKnown, number < Self.known.count { return Self.known[number] }
    let word = Self.word(number + 5000)
    var made =
      switch number % 7 {
      case 0: Institution(printed: "\(word) Inc.", name: "\(word) Inc.", type: "company")
      case 1: Institution(printed: "\(word) Research Center", name: "\(word) Research Center", type: "facility")
      default: Institution(printed: "University of \(word)", name: "University of \(word)")
      }
    if namesKnown {
      made.country = ["US", "CN", "DE", "GB", "JP"][number % 5]
    } else {
      made.type = "education"
    }
    return made
  }

  private func addresses(of author: Int) -> [(id: Int, text: String)] {
    let first = institution(of: author)
    var all = [(first, "Department of \(Self.word(author % 80 + 24)), \(institution(first).printed)")]
    let second = institution(of: author, true)
    if author % 4 == 0, second != first { all.append((second, institution(second).printed)) }
    return all
  }

  private mutating func append(_ paper: Int, as form: Form, to text: inout String) {
    let team = team()
    let title = (0..<6 + below(8)).map { _ in Self.word(30 + below(3000)).lowercased() }.joined(separator: " ")
    let year = 1990 + below(36)
    let venue = Self.word(600 + below(600)).uppercased()
    switch form {
    case .openalex:
      text +=
        "{\"id\":\"https://openalex.org/W\(2_000_000_000 + paper)\",\"title\":\"\(title)\",\"publication_year\":\(year),"
      text += "\"primary_location\":{\"source\":{\"display_name\":\"\(venue)\"}},\"authorships\":["
      for (i, author) in team.enumerated() {
        let name = Self.name(author)
        let places = addresses(of: author)
        if i > 0 { text += "," }
        text += "{\"author_position\":\"\(i == 0 ? "first" : "middle")\",\"author\":{\"id\":\"https://openalex.org/A"
        text +=
          "\(5_000_000_000 + author)\",\"display_name\":\"\(name.given) \(name.family)\",\"orcid\":null},\"institutions\":["
        text += places.map { place in
          let made = institution(place.id)
          return "{\"id\":\"https://openalex.org/I\(place.id + 1)\",\"display_name\":\"\(made.name)\",\"ror\":null,"
            + "\"country_code\":\"\(made.country)\",\"type\":\"\(made.type)\"}"
        }.joined(separator: ",")
        text += "],\"raw_affiliation_strings\":["
        text += places.map { "\"\($0.text)\"" }.joined(separator: ",") + "]}"
      }
      text += "]}\n"
    case .records:
      text +=
        "{\"title\":\"\(title)\",\"kind\":\"paper\",\"venue\":\"\(venue)\",\"year\":\(year),\"first_page\":\"1\",\"authors\":["
      text += team.enumerated().map { i, author in
        let name = Self.name(author)
        let places = addresses(of: author).map { "{\"text\":\"\($0.text)\"}" }.joined(separator: ",")
        return "{\"position\":\(i + 1),\"name\":\"\(name.given) \(name.family)\",\"affiliations\":[\(places)]}"
      }.joined(separator: ",")
      text += "],\"fields\":{},\"source\":{\"file\":\"generated\",\"line\":\(paper + 1)}}\n"
    case .dblp:
      text += "<inproceedings mdate=\"2025-01-01\" key=\"conf/x/p\(paper)\">\n"
      for author in team { text += "<author>\(Self.name(author).given) \(Self.name(author).family)</author>\n" }
      text += "<title>\(title).</title>\n<pages>\(paper % 997)-\(paper % 997 + 9)</pages>\n<year>\(year)</year>\n"
      text += "<booktitle>\(venue)</booktitle>\n<ee>https://doi.org/10.5555/\(paper)</ee>\n</inproceedings>\n"
    case .bibtex:
      let names = team.map { "\(Self.name($0).family), \(Self.name($0).given)" }.joined(
        separator: " and\n               ")
      text +=
        "@inproceedings{p\(paper),\n  author    = {\(names)},\n  title     = {\(title)},\n  booktitle = {\(venue)},\n"
      text +=
        "  year      = {\(year)},\n  pages     = {\(paper % 997)--\(paper % 997 + 9)},\n  doi       = {10.5555/\(paper)}\n}\n\n"
    }
  }
}
