// Writes files into Swift source, so that they travel inside the binary.
//
//     embed OUTPUT.swift BASE FILE...
//
// makes `enum EmbeddedFiles { static let all: [(path: String, text: String)] }`, paths relative to BASE and
// ascending. SwiftPM's own resources do not survive a binary that is copied without its bundle, and its
// `.embedInCode` compiles 300 KB in minutes; one string literal a file compiles in about a second.
import Foundation

@main
struct Embed {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let base = arguments[1].hasSuffix("/") ? arguments[1] : arguments[1] + "/"
    var out = "enum EmbeddedFiles {\n  static let all: [(path: String, text: String)] = [\n"
    for file in arguments.dropFirst(2).sorted() {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let path = file.hasPrefix(base) ? String(file.dropFirst(base.count)) : file
      // Seven # are more than any of our files holds after a quote or backslash.
      let fence = "#######"
      out += "    (\(fence)\"\(path)\"\(fence), \(fence)\"\"\"\n\(text)\n\"\"\"\(fence)),\n"
    }
    out += "  ]\n}\n"
    try out.write(toFile: arguments[0], atomically: true, encoding: .utf8)
  }
}
