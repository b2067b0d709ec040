import Bibliography
import Synchronization

/// What was decided of names that no registry has, by the words of the name alone: addresses repeat the names of a few
/// organisations, and judging one costs more than all else that is done with its address.
///
/// Remembers 65,536 names at most, and forgets all when there are more. What it gives is what would be decided anew.
final class JudgedNames: Sendable {
  struct Judgement: Sendable {
    var name: String
    var key: Institution.Key
    var sector: Sector
    var rule: String
  }

  private struct Question: Hashable {
    var name: String
    var form: String
    var sector: Sector
  }

  private static let most = 1 << 16
  private let known = Mutex<[Question: Judgement]>([:])

  /// The judgement of a name as it is printed, its words being of this form.
  func judgement(of name: String, form: OrganisationForm, make: () -> Judgement) -> Judgement {
    let question = Question(name: name, form: form.rule, sector: form.sector)
    if let found = known.withLock({ $0[question] }) { return found }
    let made = make()
    known.withLock { known in
      if known.count >= Self.most { known.removeAll() }
      known[question] = made
    }
    return made
  }
}
