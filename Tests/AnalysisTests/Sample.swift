import Bibliography

@testable import Analysis

/// Small corpora written as one string a paper: authors by `;`, the institutions of an author by `+`.
///
/// `"ann@U1; bob@U1+C1; cid@-"`: U… are universities, C… companies, G… government laboratories, X… of unknown sector;
/// `-` is unresolved, `0` not given, `?` shared, `!` unaffiliated. Countries by the last letter: `U1d` is German,
/// `C1u` American, otherwise none.
func corpus(_ papers: [String]) -> Authorships {
  var authors: [Authorships.AuthorInfo] = []
  var institutions: [Institution] = []
  var credits: [Authorships.Credit] = []
  var infos: [Authorships.PaperInfo] = []
  for (paper, text) in papers.enumerated() {
    let people = text.split(separator: ";").map {
      $0.trimmingPrefix { $0 == " " }.split(separator: "@").map(String.init)
    }
    infos.append(.init(id: Int64(paper + 1), title: "Paper \(paper + 1)", authorCount: people.count))
    for (place, person) in people.enumerated() {
      if !authors.contains(where: { $0.name == person[0] }) {
        authors.append(.init(id: Int64(authors.count + 1), name: person[0]))
      }
      let author = authors.firstIndex { $0.name == person[0] } ?? 0
      let names = person[1].split(separator: "+").map(String.init)
      for name in names {
        let states: [String: Authorships.ShareState] = [
          "-": .unresolved, "0": .notGiven, "?": .shared, "!": .unaffiliated,
        ]
        let weight = 1 / Double(people.count) / Double(names.count)
        if let state = states[name] {
          credits.append(
            .init(paper: paper, position: place + 1, author: author, institution: nil, state: state, weight: weight))
          continue
        }
        if !institutions.contains(where: { $0.name == name }) {
          let sector: Sector = ["U": .academia, "C": .industry, "G": .facility][name.prefix(1)] ?? .unknown
          let country: String? = ["d": "DE", "u": "US", "c": "CN"][name.suffix(1)]
          institutions.append(Institution(key: "name:\(name)", name: name, sector: sector, country: country))
        }
        credits.append(
          .init(
            paper: paper, position: place + 1, author: author,
            institution: institutions.firstIndex { $0.name == name }, state: .resolved, weight: weight))
      }
    }
  }
  return Authorships(papers: infos, authors: authors, institutions: institutions, credits: credits)
}
