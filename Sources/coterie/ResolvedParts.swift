import Bibliography
import Reporting
import Resolution

extension ResolvedText {
  /// One line of `resolve --texts --parts`, all that counting needs:
  ///
  ///     {"text", "parts": [{"text", "state", "unit", "site_country", "method", "confidence", "reason", "institution"}],
  ///      "related": [INSTITUTION of each host and family]}
  ///
  /// with institutions as `{"key", "name", "ror", "sector", "sector_rule", "country", "city", "latitude", "longitude",
  /// "host", "family"}`; hosts and families are keys.
  var lineOfParts: String {
    var related: [Institution.Key: Institution] = [:]
    var waiting = parts.compactMap(\.institution).flatMap { [$0.host, $0.family].compactMap { $0 } }
    while let key = waiting.popLast() {
      guard related[key] == nil, let institution = resolver.institution(key) else { continue }
      related[key] = institution
      waiting += [institution.host, institution.family].compactMap { $0 }
    }
    func text(_ value: String?) -> JSONValue { value.map { .text($0) } ?? .null }
    let found = parts.map { part -> JSONValue in
      let isResolved = part.state == .resolved && part.institution != nil
      let state = part.state == .unaffiliated ? "unaffiliated" : isResolved ? "resolved" : "unresolved"
      return .object([
        .init("text", .text(part.text)), .init("state", .text(state)), .init("unit", text(part.unit)),
        .init("site_country", text(part.siteCountry)), .init("method", .text(part.method)),
        .init("confidence", .real(min(1, max(0, part.confidence)))), .init("reason", .text(part.reason)),
        .init("institution", isResolved ? part.institution.map(Self.object) ?? .null : .null),
      ])
    }
    let others = related.sorted { $0.key < $1.key }.map { Self.object($0.value) }
    return JSONValue.object([
      .init("text", .text(self.text)), .init("parts", .array(found)), .init("related", .array(others)),
    ]).line
  }

  private static func object(_ institution: Institution) -> JSONValue {
    func text(_ value: String?) -> JSONValue { value.map { .text($0) } ?? .null }
    func real(_ value: Double?) -> JSONValue { value.map { .real($0) } ?? .null }
    return .object([
      .init("key", .text(institution.key)), .init("name", .text(institution.name)),
      .init("ror", text(institution.ror?.address)), .init("sector", .text(institution.sector.rawValue)),
      .init("sector_rule", .text(institution.sectorRule)), .init("country", text(institution.country)),
      .init("city", text(institution.city)), .init("latitude", real(institution.latitude)),
      .init("longitude", real(institution.longitude)), .init("host", text(institution.host)),
      .init("family", text(institution.family)),
    ])
  }
}
