import Foundation
import Testing

@testable import Bytes

@Suite struct InputTests {
  /// A folder that goes with the test.
  final class Folder {
    let path: String

    init() throws {
      path = (NSTemporaryDirectory() as NSString).appendingPathComponent("coterie-bytes-\(UUID().uuidString)")
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
      let file = (path as NSString).appendingPathComponent(name)
      try FileManager.default.createDirectory(
        atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Data(bytes).write(to: URL(fileURLWithPath: file))
      return file
    }
  }

  private func text(_ input: Input) throws -> String { String(decoding: try input.readAll(), as: UTF8.self) }

  private func code(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch { return (error as? BytesError)?.code }
  }

  @Test func readsEveryCompressionByContent() throws {
    let folder = try Folder()
    let words = Array("Ann Lee, MIT\n".utf8)
    // The names lie about the content on purpose.
    for (name, bytes) in [
      ("plain.gz", words), ("zipped.txt", Archives.gzip(words)), ("zst.txt", Archives.zstandard(words)),
      ("twice", Archives.gzip(Archives.zstandard(words))), ("zip", Archives.zip([.init(name: "a", bytes: words)])),
      ("stored", Archives.zip([.init(name: "a", bytes: words, isDeflated: false)])),
    ] {
      let inputs = try Input.open(folder.write(name, bytes))
      #expect(inputs.count == 1)
      #expect(try text(inputs[0]) == "Ann Lee, MIT\n", "\(name)")
      #expect(try text(inputs[0]) == "Ann Lee, MIT\n", "\(name) a second time")
    }
    #expect(try text(Input(name: "memory", bytes: Archives.gzip(words))) == "Ann Lee, MIT\n")
  }

  @Test func joinsSeveralMembersAndFrames() throws {
    let parts = ["one\n", "two\n", "three\n"].map { Array($0.utf8) }
    let gzip = Input(name: "m.gz", bytes: parts.flatMap { Archives.gzip($0) } + [0, 0, 0])
    #expect(try text(gzip) == "one\ntwo\nthree\n")
    let zstandard = Input(name: "m.zst", bytes: parts.flatMap { Archives.zstandard($0) })
    #expect(try text(zstandard) == "one\ntwo\nthree\n")
  }

  @Test func listsMembersAndFoldersInOrderWithoutHiddenFiles() throws {
    let folder = try Folder()
    let zip = Archives.zip([
      .init(name: "b.json", bytes: [98]), .init(name: "data/", bytes: [], isDeflated: false),
      .init(name: "data/a.json", bytes: [97]), .init(name: "__MACOSX/b.json", bytes: [0]),
      .init(name: ".DS_Store", bytes: [0]),
    ])
    _ = try folder.write("all/works.zip", zip)
    _ = try folder.write("all/part=2/x.txt", [120])
    _ = try folder.write("all/part=10/y.txt", [121])
    _ = try folder.write("all/.git/config", [1])
    let inputs = try Input.open((folder.path as NSString).appendingPathComponent("all"))
    #expect(
      inputs.map(\.name) == [
        "all/part=10/y.txt", "all/part=2/x.txt", "all/works.zip/b.json", "all/works.zip/data/a.json",
      ])
    #expect(try inputs.map { try text($0) } == ["y", "x", "b", "a"])
  }

  @Test func decodesMarksAndToldEncodings() throws {
    let word = "Böhlen 𝒢"
    #expect(try text(Input(name: "a", bytes: [0xef, 0xbb, 0xbf] + Array(word.utf8))) == word)
    let units = Array(word.utf16)
    let little = units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    let big = units.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    #expect(try text(Input(name: "a", bytes: [0xff, 0xfe] + little)) == word)
    #expect(try text(Input(name: "a", bytes: [0xfe, 0xff] + big)) == word)
    var told = Input(name: "a", bytes: big)
    told.encoding = .utf16BigEndian
    #expect(try text(told) == word)
    // A lone lead surrogate and an odd byte at the end are one U+FFFD each at most, never a crash.
    #expect(try text(Input(name: "a", bytes: [0xff, 0xfe, 0x41, 0x00, 0x3d, 0xd8])) == "A\u{FFFD}")
    #expect(try text(Input(name: "a", bytes: [0xff, 0xfe, 0x41, 0x00, 0x3d])) == "A\u{FFFD}")
    // 0x80 is a control in Latin-1 and the euro sign in Windows-1252.
    var latin = Input(name: "a", bytes: [0x42, 0xf6, 0x80])
    latin.encoding = .latin1
    #expect(try text(latin) == "Bö\u{80}")
    latin.encoding = .windows1252
    #expect(try text(latin) == "Bö€")
    // Untold, Latin-1 passes as it is, for a reader to report.
    latin.encoding = .automatic
    #expect(try latin.readAll() == [0x42, 0xf6, 0x80])
  }

  @Test func samplesWithoutReadingAll() throws {
    let whole = try Input(name: "a", bytes: Array("abc".utf8)).sample()
    #expect(whole.bytes == Array("abc".utf8) && whole.isWhole)
    let long = try Input(name: "a", bytes: Archives.gzip([UInt8](repeating: 97, count: 100_000))).sample()
    #expect(long.bytes.count == 65_536 && !long.isWhole)
  }

  @Test func saysWhatIsWrongWithAPath() throws {
    let folder = try Folder()
    #expect(code { _ = try Input.open("/no/such/file") } == "input.not-found")
    #expect(code { _ = try Input.open(folder.path) } == "input.empty-folder")
    let file = try folder.write("f", [97])
    #expect(code { _ = try Input.open(file + "/below") } == "input.not-found")
    #expect(code { try Input(name: "a", bytes: []).requireText([]) } == "input.empty")
    #expect(code { try Input(name: "a", bytes: []).requireText([97, 0]) } == "input.binary")
    let empty = try folder.write("empty.zip", Archives.zip([]))
    #expect(code { _ = try Input.open(empty) } == "input.empty-archive")
    #expect(code { _ = try Input(name: "a", bytes: [1, 2, 3]).readAll(limit: 2) } == "input.too-large")
    #expect(
      BytesError.notFound("x.bib").description
        == "x.bib: error: [input.not-found] there is no such file or folder. Check the path.")
  }

  @Test func refusesBombs() throws {
    let folder = try Folder()
    let zeros = [UInt8](repeating: 0, count: 3_000_000)  // deflates about 1000 to 1, zstd more
    let limits = Limits(ratio: 100, ratioFrom: 1_000_000)
    for bomb in [Archives.gzip(zeros), Archives.zstandard(zeros), Archives.zip([.init(name: "z", bytes: zeros)])] {
      let path = try folder.write("bomb", bomb)
      #expect(code { _ = try Input.open(path, limits: limits).map { try $0.readAll() } } == "input.bomb")
      let absolute = Limits(bytes: 2_000_000)
      #expect(code { _ = try Input.open(path, limits: absolute).map { try $0.readAll() } } == "input.too-large")
      #expect(try Input.open(path).map { try $0.readAll().count } == [3_000_000])
    }
    let nested = (0..<5).reduce(Array("x".utf8)) { bytes, _ in Archives.gzip(bytes) }
    #expect(code { _ = try Input(name: "n", bytes: nested).readAll() } == "input.nested")
  }

  @Test func reportsDamage() throws {
    let folder = try Folder()
    let words = Array(repeating: Array("some words to compress ".utf8), count: 50).flatMap { $0 }
    let gzip = Archives.gzip(words)
    #expect(code { _ = try Input(name: "a", bytes: Array(gzip.dropLast(12))).readAll() } == "input.truncated")
    #expect(code { _ = try Input(name: "a", bytes: gzip + [7, 7, 7]).readAll() } == "input.corrupt")
    let zstandard = Archives.zstandard(words)
    #expect(code { _ = try Input(name: "a", bytes: Array(zstandard.dropLast(4))).readAll() } == "input.truncated")
    for (member, expected) in [
      (Archives.Member(name: "a", bytes: words, checksum: 1), "input.corrupt"),
      (Archives.Member(name: "a", bytes: words, isEncrypted: true), "input.unsupported"),
    ] {
      let path = try folder.write("z", Archives.zip([member]))
      #expect(code { _ = try Input.open(path).map { try $0.readAll() } } == expected)
    }
    let cut = try folder.write("cut", Array(Archives.zip([.init(name: "a", bytes: words)]).dropLast(30)))
    #expect(code { _ = try Input.open(cut) } == "input.corrupt")
  }

  /// Any change of up to four bytes in an archive gives bytes or a `BytesError`, never a crash or a hang.
  @Test func survivesMutatedArchives() throws {
    let folder = try Folder()
    let words = Array(repeating: Array("some words to compress ".utf8), count: 20).flatMap { $0 }
    var random = SplitMix(state: 7)
    for original in [
      Archives.gzip(words), Archives.zstandard(words), Archives.zip([.init(name: "a/b", bytes: words)]),
    ] {
      for _ in 0..<200 {
        var bytes = original
        for _ in 0...random.next() % 4 { bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(random.next() & 255) }
        let path = try folder.write("mutated", bytes)
        do {
          for input in try Input.open(path) { #expect(try input.readAll().count < 1 << 20) }
        } catch { #expect(error is BytesError) }
      }
    }
  }
}

/// Steele, Lea & Flood (2014), doi:10.1145/2660193.2660195.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}
