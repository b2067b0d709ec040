import Bibliography
import Bytes

/// What a person found of the decisions that `resolve --sample` drew.
///
/// A row is a piece of a printed affiliation and what it was taken for. Its `verdict` is
///
/// - `right`: it names this institution; of an unresolved one: it names none;
/// - `wrong`: it names another (counts against precision and recall);
/// - `spurious`: it names none (counts against precision only);
/// - `missed`: it names one that was not found (counts against recall); may stand behind another word.
///
/// `right_sector` is `right`, or the sector it should have. Rows without a verdict are not judged.
public struct CheckSheet: Sendable {
  /// One judged row.
  struct Row: Sendable {
    var stratum: String
    var size: Int
    var authorships: Double
    var isResolved: Bool
    var right = 0.0
    var wrong = 0.0
    var spurious = 0.0
    var missed = 0.0
    /// Nil where the sector was not judged, or none was given.
    var sectorIsRight: Bool?
  }

  /// Judged rows.
  private(set) var rows: [Row] = []
  /// Rows without a verdict.
  public private(set) var unjudged = 0
  /// Rows that could not be understood.
  public private(set) var diagnostics: [Diagnostic] = []
  /// Seed of the sample; empty where the sheet does not say.
  public private(set) var seed = ""
  /// How the sampled decisions were made.
  public private(set) var resolution = ""
  private var strata: [String: Int] = [:]

  /// The columns of a sheet, in order.
  public static let columns = [
    "verdict", "right_sector", "text", "part", "state", "institution", "unit", "sector", "country", "method",
    "confidence", "reason", "authorships", "stratum", "stratum_size", "weight", "seed", "resolution",
  ]

  /// Reads a sheet that was filled in.
  ///
  /// - Throws: `check.header` where a column is missing; what reading the input throws.
  public init(_ input: Input) throws {
    let records = DelimitedText.records(try input.readAll())
    let header = records.first?.fields ?? []
    let needed = ["verdict", "right_sector", "state", "sector", "authorships", "stratum", "stratum_size"]
    if let missing = needed.first(where: { !header.contains($0) }) {
      throw CoterieError(
        "check.header",
        "there is no column '\(missing)'. Fill in what `coterie resolve CORPUS --sample N -o check.csv` wrote, and keep its "
          + "columns.", at: SourceLocation(file: input.name, line: 1))
    }
    for record in records.dropFirst() where record.fields.contains(where: { !$0.isEmpty }) {
      func field(_ name: String) -> String {
        guard let column = header.firstIndex(of: name), column < record.fields.count else { return "" }
        return record.fields[column]
      }
      if seed.isEmpty { seed = field("seed") }
      if resolution.isEmpty { resolution = field("resolution") }
      let location = SourceLocation(file: input.name, line: record.line)
      guard let size = Int(field("stratum_size")), size > 0, let uses = Double(field("authorships")), uses >= 0 else {
        complain("'stratum_size' and 'authorships' should be numbers; the row is left out. Restore them.", location)
        continue
      }
      strata[field("stratum")] = size
      let words = field("verdict").lowercased().split { !$0.isLetter }.map(String.init)
      guard !words.isEmpty else {
        unjudged += 1
        continue
      }
      if let unknown = words.first(where: { !["right", "wrong", "spurious", "missed"].contains($0) }) {
        complain("'\(unknown)' is no verdict; the row is left out. Write right, wrong, spurious or missed.", location)
        continue
      }
      var row = Row(
        stratum: field("stratum"), size: size, authorships: uses, isResolved: field("state") == "resolved")
      row.right = words.contains("right") ? 1 : 0
      row.missed = Double(words.count { $0 == "missed" })
      if row.isResolved {
        row.wrong = words.contains("wrong") ? 1 : 0
        row.spurious = words.contains("spurious") ? 1 : 0
        guard row.right + row.wrong + row.spurious == 1 else {
          complain(
            "a resolved row is one of right, wrong and spurious, and may be missed as well; the row is left out.",
            location)
          continue
        }
      } else if words.contains("wrong") || words.contains("spurious") {
        complain("an unresolved row is right or missed; the row is left out.", location)
        continue
      }
      let sector = field("right_sector").lowercased()
      if !sector.isEmpty, field("sector") != "", field("sector") != Sector.unknown.rawValue {
        guard sector == "right" || Sector(rawValue: sector) != nil else {
          complain(
            "'\(sector)' is no sector; the row is left out. Write right, or one of "
              + "\(Sector.allCases.map(\.rawValue).joined(separator: ", ")).", location)
          continue
        }
        row.sectorIsRight = sector == "right" || sector == field("sector")
      }
      rows.append(row)
    }
  }

  private mutating func complain(_ message: String, _ location: SourceLocation) {
    diagnostics.append(Diagnostic(.warning, "check.row", message, at: location))
  }

  /// Judged rows.
  public var judged: Int { rows.count }

  /// The share of the sampled decisions' population that stands in strata with a judged row: what the estimates are of.
  public var coverage: Double {
    let seen = Set(rows.map(\.stratum))
    let all = strata.values.reduce(0, +)
    return all > 0 ? Double(strata.filter { seen.contains($0.key) }.values.reduce(0, +)) / Double(all) : 0
  }

  /// What is estimated.
  public enum Measure: String, CaseIterable, Sendable {
    /// Of the institutions given, how many are right.
    case precision
    /// Of the institutions named, how many were found.
    case recall
    /// Of the texts left without institution, how many name none.
    case none = "none is right"
    /// Of the sectors given, how many are right.
    case sector = "sector accuracy"
  }

  /// The estimate of a measure; nil where no judged row counts.
  ///
  /// - Parameter byAuthorships: each decision as often as it stands on a paper; else each distinct one once.
  public func estimate(_ measure: Measure, byAuthorships: Bool) -> StratifiedRatio? {
    var strata: [String: StratifiedRatio.Stratum] = [:]
    for row in rows {
      let scale = byAuthorships ? row.authorships : 1
      let (y, x): (Double, Double)
      switch measure {
      case .precision: (y, x) = row.isResolved ? (row.right, 1) : (0, 0)
      case .recall: (y, x) = (row.isResolved ? row.right : 0, (row.isResolved ? row.right : 0) + row.wrong + row.missed)
      case .none: (y, x) = row.isResolved ? (0, 0) : (row.missed == 0 ? 1 : 0, 1)
      case .sector: (y, x) = row.sectorIsRight.map { ($0 ? 1 : 0, 1) } ?? (0, 0)
      }
      strata[row.stratum, default: .init(size: row.size, members: [])].members.append((y * scale, x * scale))
    }
    return StratifiedRatio(strata.sorted { $0.key < $1.key }.map(\.value))
  }
}
