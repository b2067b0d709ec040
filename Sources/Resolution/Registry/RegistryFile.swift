import Bibliography
import Foundation

/// Plain arrays in one file: what an index is stored as. Little endian, every array with its count before it.
struct BinaryWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write<T: BitwiseCopyable>(_ array: [T]) {
    withUnsafeBytes(of: UInt64(array.count)) { bytes.append(contentsOf: $0) }
    array.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  /// Texts as one arena and their ends.
  mutating func write(_ texts: [String]) {
    var arena: [UInt8] = []
    var ends: [UInt32] = []
    for text in texts {
      arena.append(contentsOf: text.utf8)
      ends.append(UInt32(arena.count))
    }
    write(arena)
    write(ends)
  }
}

/// Reads what `BinaryWriter` wrote; every count is checked against the bytes that are left.
struct BinaryReader {
  /// The bytes end before an array does.
  struct Truncated: Error {}

  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func read<T: BitwiseCopyable>(_ type: T.Type) throws -> [T] {
    guard offset + 8 <= bytes.count else { throw Truncated() }
    let count = bytes.withUnsafeBytes {
      Int(truncatingIfNeeded: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    offset += 8
    let stride = MemoryLayout<T>.stride
    guard count >= 0, count <= (bytes.count - offset) / stride else { throw Truncated() }
    defer { offset += count * stride }
    return [T](unsafeUninitializedCapacity: count) { buffer, initialized in
      bytes.withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + count * stride]))
      }
      initialized = count
    }
  }

  mutating func readTexts() throws -> [String] {
    let arena = try read(UInt8.self)
    var start = 0
    return try read(UInt32.self).map { end in
      guard Int(end) >= start, Int(end) <= arena.count else { throw Truncated() }
      defer { start = Int(end) }
      return String(decoding: arena[start..<Int(end)], as: UTF8.self)
    }
  }
}

extension RegistryIndex {
  /// Raised when the builder makes other names of the same dump, or the file's form changes.
  private static let form: UInt64 = 2

  /// What an index depends on beside its dump: the form of the file, the built-in facts and the lists of words.
  static let fingerprint: UInt64 = EmbeddedFiles.all.reduce(form) { hash, file in
    file.text.utf8.reduce(hash) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// The index as bytes.
  func encoded() -> [UInt8] {
    var writer = BinaryWriter()
    writer.write([Self.fingerprint])
    writer.write([title])
    let o = organisations
    writer.write(o.map(\.key))
    writer.write(o.map(\.name))
    writer.write(o.map(\.ror))
    writer.write(o.map(\.sector.rawValue))
    writer.write(o.map(\.sectorRule))
    writer.write(o.map(\.country))
    writer.write(o.map(\.region))
    writer.write(o.map(\.city))
    writer.write(o.map(\.latitude))
    writer.write(o.map(\.longitude))
    writer.write(o.map(\.status.rawValue))
    writer.write(o.flatMap { [$0.host, $0.family, $0.unitOf, $0.successor] })
    writer.write(o.map { Int32($0.parents.count) })
    writer.write(o.flatMap(\.parents))
    writer.write(o.map { UInt8($0.isBuiltIn ? 1 : 0) })
    writer.write(names.flatMap { [UInt32(bitPattern: $0.organisation), $0.textStart, $0.textEnd, $0.wordStart] })
    writer.write(names.flatMap { [$0.kind.rawValue, $0.isCurated ? 1 : 0, $0.wordCount, $0.isDistinctive ? 1 : 0] })
    writer.write(nameText)
    writer.write(nameWords)
    lexicon.write(to: &writer)
    places.write(to: &writer)
    let pairs = domains.sorted { $0.key < $1.key }
    writer.write(pairs.map(\.key))
    writer.write(pairs.map(\.value))
    return writer.bytes
  }

  /// An index from its bytes.
  ///
  /// - Throws: `CoterieError` `registry.outdated` when another version wrote them, `registry.damaged`.
  convenience init(encoded bytes: [UInt8], name: String) throws {
    var reader = BinaryReader(bytes)
    do {
      guard try reader.read(UInt64.self) == [Self.fingerprint] else {
        throw CoterieError(
          "registry.outdated",
          "the index '\(name)' was made by another version of this program. Run `coterie registry add FILE` again.")
      }
      let title = try reader.readTexts().first ?? name
      let keys = try reader.readTexts()
      var organisations = zip(keys, try reader.readTexts()).map { Organisation(key: $0, name: $1) }
      func each(_ change: (inout Organisation, Int) -> Void) {
        for position in organisations.indices { change(&organisations[position], position) }
      }
      func texts() throws -> [String] {
        let texts = try reader.readTexts()
        guard texts.count == keys.count else { throw BinaryReader.Truncated() }
        return texts
      }
      func numbers<T: BitwiseCopyable>(_ type: T.Type, times: Int = 1) throws -> [T] {
        let numbers = try reader.read(type)
        guard numbers.count == keys.count * times else { throw BinaryReader.Truncated() }
        return numbers
      }
      let rors = try texts()
      let sectors = try texts()
      let rules = try texts()
      let countries = try texts()
      let regions = try texts()
      let cities = try texts()
      let latitudes = try numbers(Double.self)
      let longitudes = try numbers(Double.self)
      let states = try numbers(UInt8.self)
      let links = try numbers(Int32.self, times: 4)
      let parentCounts = try numbers(Int32.self)
      let parents = try reader.read(Int32.self)
      let builtIn = try numbers(UInt8.self)
      guard parentCounts.reduce(0, { $0 + Int($1) }) == parents.count,
        (links + parents).allSatisfy({ $0 >= -1 && Int($0) < keys.count })
      else { throw BinaryReader.Truncated() }
      var nextParent = 0
      each { organisation, n in
        organisation.ror = rors[n]
        organisation.sector = Sector(rawValue: sectors[n]) ?? .unknown
        organisation.sectorRule = rules[n]
        organisation.country = countries[n]
        organisation.region = regions[n]
        organisation.city = cities[n]
        organisation.latitude = latitudes[n]
        organisation.longitude = longitudes[n]
        organisation.status = Organisation.Status(rawValue: states[n]) ?? .active
        organisation.host = links[4 * n]
        organisation.family = links[4 * n + 1]
        organisation.unitOf = links[4 * n + 2]
        organisation.successor = links[4 * n + 3]
        organisation.parents = Array(parents[nextParent..<nextParent + Int(parentCounts[n])])
        nextParent += Int(parentCounts[n])
        organisation.isBuiltIn = builtIn[n] == 1
      }
      let places32 = try reader.read(UInt32.self)
      let flags = try reader.read(UInt8.self)
      guard places32.count == flags.count else { throw BinaryReader.Truncated() }
      let nameText = try reader.read(UInt8.self)
      let nameWords = try reader.read(Int32.self)
      let names = try (0..<places32.count / 4).map { n -> OrganisationName in
        let name = OrganisationName(
          organisation: Int32(bitPattern: places32[4 * n]),
          kind: OrganisationName.Kind(rawValue: flags[4 * n]) ?? .alias, isCurated: flags[4 * n + 1] == 1,
          textStart: places32[4 * n + 1], textEnd: places32[4 * n + 2], wordStart: places32[4 * n + 3],
          wordCount: flags[4 * n + 2], isDistinctive: flags[4 * n + 3] == 1)
        guard name.organisation >= 0, Int(name.organisation) < keys.count, name.textStart <= name.textEnd,
          Int(name.textEnd) <= nameText.count, Int(name.wordStart) + Int(name.wordCount) <= nameWords.count
        else { throw BinaryReader.Truncated() }
        return name
      }
      let lexicon = try Lexicon(from: &reader)
      guard nameWords.allSatisfy({ $0 >= 0 && Int($0) < lexicon.vocabulary.count }) else {
        throw BinaryReader.Truncated()
      }
      let places = try Places(from: &reader, lexicon: lexicon)
      let domains = try Dictionary(
        zip(reader.readTexts(), reader.read(Int32.self)), uniquingKeysWith: { first, _ in first })
      self.init(
        title: title, organisations: organisations, names: names, nameText: nameText, nameWords: nameWords,
        lexicon: lexicon, places: places,
        byKey: Dictionary(zip(keys, Int32(0)...), uniquingKeysWith: { first, _ in first }), domains: domains)
    } catch is BinaryReader.Truncated {
      throw CoterieError(
        "registry.damaged", "the index '\(name)' is cut off or damaged. Run `coterie registry add FILE` again.")
    }
  }
}
