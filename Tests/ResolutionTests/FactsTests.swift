import Bibliography
import Foundation
import Testing

@testable import Resolution

/// The tables of facts keep their own promises: every row can be read, and every reference leads somewhere.
@Suite struct FactsTests {
  static let columns = [
    "name", "ror", "sector", "country", "city", "latitude", "longitude", "aliases", "acronyms", "domains", "family",
    "host", "unit_of",
  ]

  /// The cells of one file of facts by column, without its header.
  static func rows(_ file: String) -> (header: [String], rows: [[String]]) {
    let text = EmbeddedFiles.all.first { $0.path == "Facts/\(file)" }?.text ?? ""
    let lines = text.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    let table = lines.map { $0.map { String($0) } }
    return (table.first ?? [], Array(table.dropFirst()))
  }

  static func values(_ cell: String) -> [String] {
    cell.isEmpty ? [] : cell.components(separatedBy: " | ")
  }

  /// A key under which two spellings are one claim: letters and digits, lower case, without a leading "the".
  static func key(_ name: String) -> String {
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
    return words.drop { $0 == "the" }.joined(separator: " ")
  }

  @Test func everyOrganisationHasEveryColumn() {
    let table = Self.rows("organisations.tsv")
    #expect(table.header == Self.columns)
    #expect(table.rows.count >= 100)
    for row in table.rows {
      #expect(row.count == Self.columns.count, "\(row)")
      #expect(row.allSatisfy { $0 == $0.trimmingCharacters(in: .whitespaces) }, "\(row[0])")
    }
  }

  @Test func namesAndIdentifiersAreUnique() {
    let rows = Self.rows("organisations.tsv").rows
    let names = rows.map { $0[0] }
    #expect(Set(names.map(Self.key)).count == names.count)
    let identifiers = rows.map { $0[1] }.filter { !$0.isEmpty }
    #expect(Set(identifiers).count == identifiers.count)
  }

  @Test func identifiersPassTheirCheckDigits() {
    for row in Self.rows("organisations.tsv").rows where !row[1].isEmpty {
      #expect(ROR(row[1])?.value == row[1], "\(row[0])")
    }
  }

  @Test func sectorsCountriesAndPlacesAreValid() {
    for row in Self.rows("organisations.tsv").rows {
      let sector = Sector(rawValue: row[2])
      #expect(sector != nil && sector != .unknown, "\(row[0]): sector '\(row[2])'")
      #expect(row[3].isEmpty || Self.countries.contains(row[3]), "\(row[0]): country '\(row[3])'")
      #expect(row[5].isEmpty == row[6].isEmpty, "\(row[0])")
      if let latitude = Double(row[5]), let longitude = Double(row[6]) {
        #expect(abs(latitude) <= 90 && abs(longitude) <= 180, "\(row[0])")
        #expect(!row[4].isEmpty && !row[3].isEmpty, "\(row[0]) has a place on the map but no city or country")
      } else {
        #expect(row[5].isEmpty, "\(row[0]): latitude '\(row[5])'")
      }
    }
  }

  @Test func familiesHostsAndParentsAreRowsAndNeverCircular() {
    let rows = Self.rows("organisations.tsv").rows
    let byName = Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0) })
    for row in rows {
      for cell in row[10...12] where !cell.isEmpty {
        #expect(byName[cell] != nil && cell != row[0], "\(row[0]) refers to '\(cell)'")
      }
      // A unit belongs to an institution, and an institution's family stands for itself.
      #expect(byName[row[12]]?[12] ?? "" == "", "\(row[0]) is a unit of a unit")
      #expect(byName[row[10]]?[10] ?? "" == "", "\(row[0]) is of a family that has a family")
      #expect(row[12].isEmpty || row[10].isEmpty, "\(row[0]): a unit takes the family of its institution")
    }
  }

  @Test func noNameIsClaimedByTwoOrganisations() {
    var owner: [String: String] = [:]
    for row in Self.rows("organisations.tsv").rows {
      for name in Set([row[0]] + Self.values(row[7])).sorted() where !Self.key(name).isEmpty {
        let key = Self.key(name)
        #expect(owner[key] == nil || owner[key] == row[0], "'\(name)': \(row[0]) and \(owner[key] ?? "")")
        owner[key] = row[0]
      }
    }
  }

  @Test func domainsBelongToOneOrganisation() {
    var owner: [String: String] = [:]
    for row in Self.rows("organisations.tsv").rows {
      for domain in Self.values(row[9]) {
        #expect(domain.contains(".") && domain == domain.lowercased() && !domain.contains("/"), "\(row[0]): \(domain)")
        #expect(owner[domain] == nil, "'\(domain)': \(row[0]) and \(owner[domain] ?? "")")
        owner[domain] = row[0]
      }
    }
  }

  @Test func rollUpsAndExceptionsReferToOrganisations() {
    let names = Set(Self.rows("organisations.tsv").rows.map { $0[0] })
    let rollups = Self.rows("rollups.tsv")
    #expect(rollups.header == ["ror_or_name", "unit_of", "reason"])
    for row in rollups.rows {
      #expect(row.count == 3 && names.contains(row[1]) && !row[2].isEmpty, "\(row)")
    }
    #expect(Set(rollups.rows.map { $0[0] }).count == rollups.rows.count)
    let exceptions = Self.rows("sector-exceptions.tsv")
    #expect(exceptions.header == ["ror_or_name", "sector", "reason"])
    let sectors = Dictionary(
      uniqueKeysWithValues: Self.rows("organisations.tsv").rows.map { ($0[1], $0[2]) }.filter { !$0.0.isEmpty })
    for row in exceptions.rows {
      #expect(row.count == 3 && Sector(rawValue: row[1]) != nil && !row[2].isEmpty, "\(row)")
      #expect(sectors[row[0]] == nil || sectors[row[0]] == row[1], "\(row[0]) has another sector among organisations")
    }
  }

  /// ISO 3166-1 alpha-2, all 249 codes, and XK, which registries use for Kosovo.
  static let countries = Set(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA
    CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA
    GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS
    MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS
    RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW
    TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
    """.split { $0 == " " || $0 == "\n" }.map { String($0) })
}
