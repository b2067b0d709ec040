import Bibliography
import Synchronization

/// What was decided of names that no registry has, by the words of the name alone: addresses repeat the names of a few
/// organisations, and judging one costs more than all else that is done with its address.
///
/// Remembers 65,536 names at most, byte by byte as they are printed, and forgets all when there are more. What it gives
/// is what would be decided anew.
final class JudgedNames: Sendable {
  /// Shared by all addresses with the name, so that they need not copy it.
  final class Judgement: Sendable {
    /// Without a country, which the address tells.
    let institution: Institution
    let form: OrganisationForm
    let method: String
    let confidence: Double
    let reason: String

    init(_ institution: Institution, form: OrganisationForm, method: String, confidence: Double, reason: String) {
      self.institution = institution
      self.form = form
      self.method = method
      self.confidence = confidence
      self.reason = reason
    }
  }

  private struct Known {
    var names = Vocabulary()
    /// By the number of the name.
    var judgements: [Judgement] = []
  }

  private static let most = 1 << 16
  private let known = Mutex(Known())

  /// The judgement of the name `text[range]`, its words being of this form.
  func judgement(
    of text: [UInt8], _ range: Range<Int>, form: OrganisationForm, make: (_ name: String) -> Judgement
  ) -> Judgement {
    let found = known.withLock { known in
      let number = known.names.find(text, range)
      return number < 0 ? nil : known.judgements[Int(number)]
    }
    if let found, found.form == form { return found }
    let made = make(String(decoding: text[range], as: UTF8.self))
    known.withLock { known in
      if known.judgements.count >= Self.most { known = Known() }
      let number = Int(known.names.intern(text, range))
      if number == known.judgements.count { known.judgements.append(made) } else { known.judgements[number] = made }
    }
    return made
  }
}
