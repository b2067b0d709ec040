import Testing

@Suite struct RegistryCommandTests {
  /// One invented university; the id is that of the number 1 with its check digits, 98 - (100 mod 97) = 95.
  static let dump = """
    [{"id":"https://ror.org/000000195","names":[{"value":"Quendorian University","types":["ror_display","label"],\
    "lang":"en"}],"types":["education"],"status":"active","locations":[{"geonames_id":1,"geonames_details":\
    {"country_code":"DE","country_name":"Germany","name":"Quendor","lat":50.0,"lng":8.0}}],"relationships":[],\
    "domains":[],"links":[],"established":1900}]
    """

  @Test func aRegistryIsKeptUntilItIsRemoved() async throws {
    let scratch = try Scratch()
    let file = try scratch.file("dump.json", Self.dump)
    let home = ["XDG_DATA_HOME": scratch.path + "/data"]
    let text = "Quendorian University\n"
    func resolved() async throws -> String {
      try await Program.run(["resolve", "--texts", "-"], input: text, environment: home).output
    }
    #expect(try await !resolved().contains("000000195"))
    let added = try await Program.run(["registry", "add", file], environment: home)
    #expect(added.status == 0, "\(added.errors)")
    #expect(try await resolved().contains("https://ror.org/000000195"))
    let list = try await Program.run(["registry", "list", "--format", "csv"], environment: home)
    let id = try #require(list.output.split(separator: "\n").last?.split(separator: ",").first)
    #expect(list.output.contains(",yes"))
    #expect(try await Program.run(["registry", "remove", String(id)], environment: home).status == 0)
    #expect(try await !resolved().contains("000000195"))
  }

  @Test func noDumpNoRegistry() async throws {
    let scratch = try Scratch()
    let file = try scratch.file("dump.json", "{\"hello\": 1}")
    let added = try await Program.run(
      ["registry", "add", file], environment: ["XDG_DATA_HOME": scratch.path + "/data"])
    #expect(added.status == 1 && added.errors.contains("[registry."), "\(added.errors)")
  }

  @Test func theBuiltInFactsAreShown() async throws {
    let facts = try await Program.run(["registry", "show", "--format", "csv"])
    let lines = facts.output.split(separator: "\n")
    #expect(lines.first?.hasPrefix("name,ror,sector,country,city,") == true)
    #expect(lines.count > 1000)
    #expect(lines.contains { $0.hasPrefix("Aalto University,020hwjq30,academia,FI,") })
    let rollups = try await Program.run(["registry", "show", "--rollups", "--format", "csv"])
    #expect(rollups.output.hasPrefix("ror_or_name,unit_of,reason"))
    #expect(try await Program.run(["registry", "show", "--rollups", "--exceptions"]).status == 64)
  }
}
