import Bytes
import Foundation

@testable import Resolution

/// A ROR v2 dump of invented organisations, written as compactly as the tests need it.
///
/// Ids have right check digits; look-alikes, a system with campuses, an institute of a government body, a laboratory
/// of a university, and a generic hospital name in two cities are in it on purpose.
struct TinyDump {
  private struct Record: Encodable {
    struct Name: Encodable {
      var value: String
      var types: [String]
      var lang: String?
    }
    struct Location: Encodable {
      struct Details: Encodable {
        var country_code: String
        var country_subdivision_name: String
        var name: String
        var lat: Double
        var lng: Double
      }
      var geonames_details: Details
    }
    struct Relationship: Encodable {
      var label: String
      var type: String
      var id: String
    }
    var id: String
    var names: [Name]
    var types: [String]
    var locations: [Location]
    var domains: [String]
    var relationships: [Relationship]
    var status: String
  }

  /// The id of the nth record: N in Crockford's base 32 with its check digits.
  static func id(_ number: Int) -> String {
    let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
    var digits = ""
    var rest = number
    for _ in 0..<6 {
      digits = String(alphabet[rest % 32]) + digits
      rest /= 32
    }
    let check = 98 - (number * 100) % 97
    return "0" + digits + (check < 10 ? "0" : "") + String(check)
  }

  private var records: [Record] = []

  /// Adds a record; `aliases` in capitals without blanks are acronyms.
  mutating func add(
    _ number: Int, _ name: String, aliases: [String] = [], types: [String] = ["education"], country: String,
    city: String, region: String = "", parents: [Int] = [], related: [Int] = [],
    successors: [Int] = [], status: String = "active"
  ) {
    var names = [Record.Name(value: name, types: ["ror_display", "label"], lang: "en")]
    for alias in aliases {
      let isAcronym = alias.allSatisfy { $0.isUppercase }
      names.append(.init(value: alias, types: [isAcronym ? "acronym" : "alias"], lang: nil))
    }
    records.append(
      Record(
        id: "https://ror.org/" + Self.id(number), names: names, types: types,
        locations: [
          .init(
            geonames_details: .init(
              country_code: country, country_subdivision_name: region, name: city, lat: 1.5, lng: 2.5))
        ],
        domains: [],
        relationships: parents.map { .init(label: "", type: "parent", id: "https://ror.org/" + Self.id($0)) }
          + related.map { .init(label: "", type: "related", id: "https://ror.org/" + Self.id($0)) }
          + successors.map { .init(label: "", type: "successor", id: "https://ror.org/" + Self.id($0)) },
        status: status))
  }

  func input() throws -> Input { Input(name: "tiny.json", bytes: Array(try JSONEncoder().encode(records))) }

  func registry() throws -> Registry { try Registry(rorDump: input()) }

  /// The records the tests share.
  static let shared: TinyDump = {
    var dump = TinyDump()
    dump.add(1, "University of Zembla System", aliases: ["University of Zembla"], country: "US", city: "Onhava")
    dump.add(2, "University of Zembla, Port", country: "US", city: "Port", parents: [1])
    dump.add(3, "University of Zembla Onhava", country: "US", city: "Onhava", parents: [1])
    dump.add(4, "Kinbote University", aliases: ["KBU"], country: "DE", city: "Appel")
    dump.add(5, "University of Kinbote", country: "US", city: "Shade")
    dump.add(
      6, "Gradus Laboratory", aliases: ["GRADLAB"], types: ["facility"], country: "DE", city: "Appel", parents: [4])
    dump.add(7, "National Shade Institutes", types: ["funder", "government"], country: "US", city: "Shade")
    dump.add(8, "National Institute of Waxwings", types: ["facility"], country: "US", city: "Shade", parents: [7])
    dump.add(9, "General Hospital", types: ["healthcare"], country: "DE", city: "Appel")
    dump.add(10, "General Hospital", types: ["healthcare"], country: "DE", city: "Wordsmith")
    dump.add(11, "Old Hazel College", country: "US", city: "Hazel", successors: [12], status: "inactive")
    dump.add(12, "Hazel University", country: "US", city: "Hazel")
    dump.add(13, "Sybilwerke (Germany)", types: ["company"], country: "DE", city: "Appel")
    // Half of its name is half of a country's.
    dump.add(14, "Wordsmith United (United Kingdom)", types: ["company"], country: "GB", city: "Wordsmith")
    // A joint laboratory of a university and of the body that supervises it.
    dump.add(15, "National Bee Council", types: ["funder", "government"], country: "DE", city: "Appel")
    dump.add(
      16, "Hive Laboratory", aliases: ["HIVL"], types: ["facility"], country: "DE", city: "Appel", parents: [4, 15])
    dump.add(18, "National Waxwing Centre Germany", types: ["healthcare"], country: "DE", city: "Appel")
    dump.add(19, "Closed Hazel School", country: "US", city: "Hazel", status: "inactive")
    dump.add(20, "J R Shade Institute", types: ["facility"], country: "US", city: "Shade")
    dump.add(21, "Wordsmith State University", country: "US", city: "Wordsmith")
    // A built-in fact without an id.
    dump.add(22, "AbsInt (Germany)", types: ["company"], country: "DE", city: "Saarbrücken")
    return dump
  }()
}
