import Bibliography
import Bytes
import JSON

/// A record of a ROR v2 data dump (JSON array): what resolution needs of it.
///
/// Source: ror.readme.io, "ROR data structure" (schema v2); the data is CC0.
struct RORRecord: Sendable {
  struct Name: Sendable {
    var text = ""
    var isDisplay = false
    var isLabel = false
    var isAcronym = false
  }
  var id = ""
  var names: [Name] = []
  var types: [String] = []
  var status = "active"
  var country = ""
  var region = ""
  var city = ""
  var latitude = Double.nan
  var longitude = Double.nan
  var domains: [String] = []
  var website = ""
  var parents: [String] = []
  var related: [String] = []
  var successors: [String] = []
}

/// Reads a dump record by record; members it does not know are skipped.
enum RORDump {
  /// Gives every record to `body`, in the dump's order.
  ///
  /// - Throws: `CoterieError` `registry.not-ror` at the first record that is no organisation of a ROR v2 dump.
  static func forEach(in input: Input, _ body: (RORRecord) -> Void) throws {
    let records = JSONRecords()
    func take(_ json: JSONRecord<JSONValue>) throws {
      switch json.value {
      case .success(let value):
        guard let record = record(value) else {
          throw refusal(input, line: json.line, "a record without 'id' and 'names' stands there")
        }
        body(record)
      case .failure(let error): throw refusal(input, line: json.line, error.message)
      }
    }
    try input.forEachChunk { try records.push($0, take) }
    try records.finish(take)
  }

  private static func refusal(_ input: Input, line: Int, _ why: String) -> CoterieError {
    CoterieError(
      "registry.not-ror",
      "this is no ROR v2 data dump: \(why). "
        + "Give the .json, .json.gz or .zip of a release from https://doi.org/10.5281/zenodo.6347574.",
      at: SourceLocation(file: input.name, line: line))
  }

  private static func record(_ json: JSONValue) -> RORRecord? {
    guard let id = json["id"]?.string else { return nil }
    var record = RORRecord()
    record.id = tail(id)
    if let status = json["status"]?.string { record.status = status }
    if let types = json["types"] { record.types = types.elements.compactMap(\.string) }
    if let domains = json["domains"] { record.domains = domains.elements.compactMap(\.string) }
    if let names = json["names"] {
      for name in names.elements {
        guard let text = name["value"]?.string else { continue }
        let types = name["types"]?.elements.compactMap(\.string) ?? []
        record.names.append(
          RORRecord.Name(
            text: text, isDisplay: types.contains("ror_display"), isLabel: types.contains("label"),
            isAcronym: types.contains("acronym")))
      }
    }
    if let links = json["links"] {
      for link in links.elements where link["type"]?.string == "website" && record.website.isEmpty {
        record.website = link["value"]?.string ?? ""
      }
    }
    if let locations = json["locations"] {
      for location in locations.elements {
        guard let details = location["geonames_details"] else { continue }
        record.country = details["country_code"]?.string ?? ""
        record.region = details["country_subdivision_name"]?.string ?? ""
        record.city = details["name"]?.string ?? ""
        record.latitude = details["lat"]?.double ?? .nan
        record.longitude = details["lng"]?.double ?? .nan
        break
      }
    }
    if let relationships = json["relationships"] {
      for relationship in relationships.elements {
        guard let id = relationship["id"]?.string else { continue }
        switch relationship["type"]?.string ?? relationship["label"]?.string {
        case "parent": record.parents.append(tail(id))
        case "related": record.related.append(tail(id))
        case "successor": record.successors.append(tail(id))
        default: break
        }
      }
    }
    return record.names.isEmpty ? nil : record
  }

  private static func tail(_ address: String) -> String {
    address.split(separator: "/").last.map(String.init) ?? address
  }
}
