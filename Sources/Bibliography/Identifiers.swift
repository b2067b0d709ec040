/// A Digital Object Identifier, lower-cased and without its resolver: `10.1145/3341301.3359630`.
public struct DOI: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The bare identifier.
  public let value: String

  /// Accepts `10.…/…`, `doi:10.…/…` and the resolver's addresses; nil for anything else.
  public init?(_ text: some StringProtocol) {
    var rest = Substring(text.lowercased())
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    for prefix in ["https://", "http://", "dx.", "doi.org/", "doi:"] where rest.hasPrefix(prefix) {
      rest.removeFirst(prefix.count)
    }
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    guard rest.hasPrefix("10."), let slash = rest.firstIndex(of: "/"), slash != rest.index(before: rest.endIndex),
      rest[rest.index(rest.startIndex, offsetBy: 3)..<slash].allSatisfy({ $0.isNumber || $0 == "." }),
      slash > rest.index(rest.startIndex, offsetBy: 3), !rest.contains(where: \.isWhitespace)
    else { return nil }
    value = String(rest)
  }

  /// The bare identifier.
  public var description: String { value }
}

/// An ORCID iD, with dashes and without its address: `0000-0002-1825-0097`.
public struct ORCID: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The bare identifier.
  public let value: String

  /// Accepts the bare form and the address; nil unless sixteen characters pass ISO 7064 MOD 11-2.
  ///
  /// The check digit is `(12 - total mod 11) mod 11`, where `total` starts at 0 and each of the first fifteen digits d
  /// makes it `(total + d) * 2`; 10 is written X. Source: support.orcid.org, "Structure of the ORCID Identifier".
  public init?(_ text: some StringProtocol) {
    let tail = text.split(separator: "/").last.map { String($0) } ?? ""
    let digits = tail.uppercased().filter { $0 != "-" && !$0.isWhitespace }
    guard digits.utf8.count == 16, digits.dropLast().allSatisfy({ $0.isASCII && $0.isNumber }), let last = digits.last
    else { return nil }
    let total = digits.dropLast().reduce(0) { ($0 + ($1.wholeNumberValue ?? 0)) * 2 }
    let check = (12 - total % 11) % 11
    guard last == (check == 10 ? "X" : Character("\(check)")) else { return nil }
    let d = Array(digits)
    value = stride(from: 0, to: 16, by: 4).map { String(d[$0..<$0 + 4]) }.joined(separator: "-")
  }

  /// The bare identifier with dashes.
  public var description: String { value }
}

/// A Research Organization Registry identifier, without its address: `00hj54h04`.
public struct ROR: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The bare identifier.
  public let value: String

  /// Accepts the bare form and the address; nil unless the two check digits fit.
  ///
  /// A ROR id is `0`, six characters of Crockford's base 32 for a number N, and two check digits
  /// `98 - (100 N mod 97)` (ISO 7064 MOD 97-10). Source: ror.readme.io, "ROR identifier pattern".
  public init?(_ text: some StringProtocol) {
    guard let tail = text.split(separator: "/").last.map({ String($0).lowercased() }), tail.utf8.count == 9,
      tail.first == "0"
    else { return nil }
    let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
    var number = 0
    for character in tail.dropFirst().prefix(6) {
      guard let digit = alphabet.firstIndex(of: character) else { return nil }
      number = number * 32 + digit
    }
    guard let check = Int(tail.suffix(2)), check == 98 - (number * 100) % 97 else { return nil }
    value = tail
  }

  /// `https://ror.org/00hj54h04`, the form the registry itself prints.
  public var address: String { "https://ror.org/" + value }
  /// The bare identifier.
  public var description: String { value }
}

/// An identifier as a source asserts it: evidence, not yet a decision.
public struct AssertedIdentifier: Hashable, Sendable, Codable {
  /// Which registry the value belongs to: `ror`, `orcid`, `openalex`, `dblp`, `scopus`, `grid`, ...
  public var scheme: String
  /// The bare value.
  public var value: String
  /// Who says so: `crossref`, `publisher`, `openalex`, a file; nil when the source does not tell.
  public var assertedBy: String?

  /// An identifier with its scheme.
  public init(scheme: String, value: String, assertedBy: String? = nil) {
    self.scheme = scheme
    self.value = value
    self.assertedBy = assertedBy
  }
}
