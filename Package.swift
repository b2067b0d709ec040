// swift-tools-version: 6.2
// The rooms of Coterie and their one-way doors: a target may import only what stands above it here.
import PackageDescription

/// Overlapping access to memory is checked at run time in debug builds, and so in tests; in release builds the checks
/// cost an eighth of reading a dump.
let checkedInDebug: [SwiftSetting] = [
  .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
]

let package = Package(
  name: "coterie",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "coterie", targets: ["coterie"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
  ],
  targets: [
    // Files that travel inside the binary.
    .executableTarget(name: "Embed"),
    .plugin(name: "EmbedFiles", capability: .buildTool(), dependencies: ["Embed"], path: "Sources/EmbedFiles"),

    // 0: nouns, numbers, bytes, and the faces of C libraries.
    .target(name: "Bibliography", dependencies: ["CMemory"], swiftSettings: checkedInDebug),
    .target(name: "Graphs"),
    .systemLibrary(name: "CGraphviz", pkgConfig: "libgvc", providers: [.apt(["libgraphviz-dev"])]),
    .systemLibrary(name: "CCompression", pkgConfig: "zlib libzstd", providers: [.apt(["zlib1g-dev", "libzstd-dev"])]),
    .systemLibrary(name: "CXML", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CMemory"),
    .systemLibrary(name: "CMasks"),
    .target(name: "CTOML"),
    .target(name: "CJSON", linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "Bytes", dependencies: ["CCompression"]),
    .target(name: "JSON", dependencies: ["CJSON"], swiftSettings: checkedInDebug),
    .target(name: "TOML", dependencies: ["CTOML"]),

    // 1: reading, judging, keeping.
    .target(
      name: "Ingestion", dependencies: ["Bibliography", "Bytes", "JSON", "TOML", "CXML", "CMasks"],
      swiftSettings: checkedInDebug),
    .target(
      name: "Resolution", dependencies: ["Bibliography", "Graphs", "Bytes", "JSON", "TOML"], plugins: ["EmbedFiles"]),
    .target(
      name: "Store",
      dependencies: [
        "Bibliography",
        "CCompression", "CMemory",
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: checkedInDebug,
      plugins: ["EmbedFiles"]),

    // 2 to 5: analysis, pictures, words, the whole run.
    .target(name: "Analysis", dependencies: ["Bibliography", "Graphs", "Store"]),
    .target(name: "Diagrams", dependencies: ["Bibliography", "Graphs", "Analysis", "CGraphviz"]),
    .target(
      name: "Reporting",
      dependencies: [
        "Bibliography", "Store", "Analysis", "Diagrams", .product(name: "Mustache", package: "swift-mustache"),
      ],
      exclude: ["Reports/Gallery"],
      plugins: ["EmbedFiles"]),
    .target(
      name: "Pipeline",
      dependencies: [
        "Bibliography", "Bytes", "Ingestion", "Resolution", "Store", "Analysis", "Diagrams", "Reporting",
      ]),

    // 7: the command line.
    .executableTarget(
      name: "coterie",
      dependencies: [
        "Bibliography", "Bytes", "Graphs", "Ingestion", "Resolution", "Store", "Analysis", "Diagrams", "Reporting",
        "Pipeline", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .testTarget(name: "BibliographyTests", dependencies: ["Bibliography"]),
    .testTarget(name: "GraphsTests", dependencies: ["Graphs"]),
    .testTarget(name: "BytesTests", dependencies: ["Bytes", "CCompression"]),
    .testTarget(name: "JSONTests", dependencies: ["JSON"]),
    .testTarget(name: "IngestionTests", dependencies: ["Ingestion"]),
    .testTarget(name: "ResolutionTests", dependencies: ["Resolution"]),
    .testTarget(name: "StoreTests", dependencies: ["Store"]),
    .testTarget(name: "AnalysisTests", dependencies: ["Analysis"]),
    .testTarget(name: "DiagramsTests", dependencies: ["Diagrams"]),
    .testTarget(name: "ReportingTests", dependencies: ["Reporting"]),
    .testTarget(
      name: "PipelineTests",
      dependencies: [
        "Pipeline", "Analysis", "Graphs", "Ingestion", "Store", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "coterie", "Bibliography", "Store", "Analysis", "Reporting", "Pipeline",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
