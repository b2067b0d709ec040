import Bibliography
import Bytes
import Foundation
import Ingestion
import Resolution
import Store

/// An open corpus with what it took to make it: the value every command works on.
public struct Workspace: Sendable {
  /// In memory when the inputs were sources.
  public var corpus: Corpus
  /// One value a source, in the order read.
  public var sources: [Source]
  /// What readers and resolution had to say in this run.
  public var diagnostics: [Diagnostic]

  /// A corpus that sources may be added to.
  public init(corpus: Corpus) {
    self.init(corpus: corpus, sources: [], diagnostics: [])
  }

  init(corpus: Corpus, sources: [Source], diagnostics: [Diagnostic]) {
    self.corpus = corpus
    self.sources = sources
    self.diagnostics = diagnostics
  }

  /// Records of all sources that were not kept.
  public var rejected: Int { sources.reduce(0) { $0 + $1.rejected } }
}

/// How inputs become a corpus.
public struct WorkspaceOptions: Sendable {
  /// A ROR dump to use beside the built-in facts.
  public var registry: String?
  /// A file with a person's decisions; nil for those the corpus keeps.
  public var curation: String?
  /// Whether authors are told apart by evidence, too.
  public var authors = AuthorsBy.byName
  /// What the user states of papers whose source does not say.
  public var stated = Stated()
  /// `papers` or `committee`.
  public var role = "papers"
  /// A reader's format name instead of sniffing.
  public var format: String?

  /// Built-in registry, nothing stated.
  public init() {}

  /// A venue, a year and a session for papers that have none.
  public struct Stated: Hashable, Sendable {
    /// The venue, edition included.
    public var venue: String?
    /// The year.
    public var year: Int?
    /// The session.
    public var session: String?

    /// Nothing stated.
    public init() {}
  }
}

extension Workspace {
  /// Opens one corpus file, or reads sources into a corpus in memory and resolves it.
  ///
  /// - Parameter progress: told what is being done; called on the calling thread.
  /// - Throws: `input.…` and `corpus.…` errors when there is nothing to work on. A source that cannot be read stops the
  ///   run only when none of the others gave a paper.
  public static func open(
    _ inputs: [String], options: WorkspaceOptions = WorkspaceOptions(), progress: (String) -> Void = { _ in }
  ) throws -> Workspace {
    let corpora = inputs.filter { $0 != "-" && Corpus.isSQLite($0) }
    if let first = corpora.first {
      guard inputs.count == 1 else {
        throw CoterieError(
          "input.mixed",
          "'\(first)' is a corpus and stands beside other inputs. Add them to it with `coterie ingest OTHER --into \(first)`, "
            + "or name the corpus alone.")
      }
      return try opened(first, options: options, progress: progress)
    }
    var workspace = Workspace(corpus: try Corpus.inMemory(), sources: [], diagnostics: [])
    try workspace.add(inputs, options: options, progress: progress)
    return workspace
  }

  /// Reads sources into the corpus and resolves what it now holds.
  ///
  /// Each source is in the corpus whole or not at all; the same content twice changes nothing.
  public mutating func add(
    _ inputs: [String], options: WorkspaceOptions, progress: (String) -> Void = { _ in }
  ) throws {
    let registry = try Self.registry(options)
    let resolver = Resolver(registry: registry)
    var context = ReadingContext { resolver.isOrganisation($0) }
    if options.role != "papers" { context.role = options.role }
    var failures: [CoterieError] = []
    var kept = 0
    for path in inputs {
      do {
        for input in try Input.open(path) {
          progress("reading \(input.name)")
          if let source = try read(input, options: options, context: context) {
            sources.append(source)
            kept += source.kept
          }
        }
      } catch let error as CoterieError {
        failures.append(error)
      } catch let error as BytesError {
        failures.append(CoterieError(error.code, "'\(error.name)': \(error.message)"))
      }
    }
    if kept == 0, let first = failures.first { throw first }
    diagnostics += failures.map(\.diagnostic)
    progress("resolving")
    try resolve(with: registry, curation: try Self.curation(options), authors: options.authors)
  }

  /// A corpus file as it is, or, where the options ask for other decisions than it keeps, a copy in memory with them.
  private static func opened(
    _ path: String, options: WorkspaceOptions, progress: (String) -> Void
  ) throws -> Workspace {
    let corpus = try Corpus.open(at: path)
    let judgesAnew = options.registry != nil || options.curation != nil
    let needsAuthors = try options.authors == .resolved && corpus.authorsState() != .current
    guard judgesAnew || needsAuthors else {
      return Workspace(corpus: corpus, sources: try corpus.sources(), diagnostics: try corpus.diagnostics())
    }
    progress("resolving")
    let copy = try corpus.inMemoryCopy()
    var workspace = Workspace(corpus: copy, sources: try copy.sources(), diagnostics: try copy.diagnostics())
    if judgesAnew {
      let registry = try registry(options)
      let before = try copy.resolutionStatement()
      if options.registry == nil, before != "none", !before.hasPrefix(registry.title) {
        workspace.diagnostics.append(
          Diagnostic(
            .warning, "resolution.registry",
            "'\(path)' was resolved with '\(before)'; with --curation it is judged anew with '\(registry.title)'. "
              + "Give the same dump with --registry FILE."))
      }
      try workspace.resolve(with: registry, curation: try curation(options), authors: options.authors)
    } else {
      try workspace.resolveAuthors()
    }
    return workspace
  }

  /// The registry that the options ask for: a dump for this run, else the one kept for all runs, else the built-in facts.
  public static func registry(_ options: WorkspaceOptions) throws -> Registry {
    guard let path = options.registry else { return try RegistryShelf().current() ?? .builtIn }
    return try Registry(rorDump: try Input.open(path))
  }

  /// The name under which the corpus knows an institution that a person calls `name`: `UC San Diego` is
  /// `University of California San Diego`. A name that means no single institution is left as it is.
  public static func institutionName(_ name: String, registry: Registry = .builtIn) -> String {
    let parts = Resolver(registry: registry).resolve(Affiliation(name))
    guard parts.count == 1, parts[0].unit == nil, let institution = parts[0].institution else { return name }
    return institution.name
  }

  private mutating func read(_ input: Input, options: WorkspaceOptions, context: ReadingContext) throws -> Source? {
    let sample = try input.sample()
    try input.requireText(sample.bytes)
    let text = Sample(bytes: sample.bytes, isWhole: sample.isWhole)
    let reader: any Reader.Type
    if let format = options.format {
      guard let named = Readers.named(format) else {
        throw CoterieError(
          "input.format", "no format named '\(format)'. `coterie ingest --list-formats` shows all of them.")
      }
      reader = named
    } else if let found = Readers.sniff(text, name: input.name) {
      reader = found
    } else {
      throw CoterieError(
        "input.unknown-format",
        "no reader knows the content of '\(input.name)'. `coterie ingest --list-formats` shows the formats; "
          + "`--as FORMAT` chooses one.")
    }
    var source = Source(
      name: input.name, format: reader.format.name, contentHash: try input.contentHash(), role: options.role)
    if options.role != "papers" { source.contentHash += ":\(options.role)" }
    var found: [Diagnostic] = []
    let added = try corpus.add(source) { loader in
      let sink = LoaderSink(loader: loader, stated: options.stated)
      try reader.init().read(input, context: context, into: sink)
      found = sink.diagnostics
      if let error = sink.failure { throw error }
    }
    diagnostics += found
    return added
  }
}

/// Hands papers from a reader to the store, with what the user states added where the source is silent.
private final class LoaderSink: PaperSink {
  let loader: Loader
  let stated: WorkspaceOptions.Stated
  var diagnostics: [Diagnostic] = []
  var failure: (any Error)?

  init(loader: Loader, stated: WorkspaceOptions.Stated) {
    self.loader = loader
    self.stated = stated
  }

  func keep(_ paper: Paper) {
    guard failure == nil else { return }
    var paper = paper
    func state(_ key: String, _ value: String) { paper.fields.append(.init(key: "stated_\(key)", value: value)) }
    if paper.venue == nil, let venue = stated.venue {
      paper.venue = venue
      state("venue", venue)
    }
    if paper.year == nil, let year = stated.year {
      paper.year = year
      state("year", "\(year)")
    }
    if paper.session == nil, let session = stated.session {
      paper.session = session
      state("session", session)
    }
    attempt { try loader.keep(paper) }
  }

  func reject(_ diagnostic: Diagnostic) {
    diagnostics.append(diagnostic)
    attempt { try loader.reject(diagnostic) }
  }

  func report(_ diagnostic: Diagnostic) {
    diagnostics.append(diagnostic)
    attempt { try loader.report(diagnostic) }
  }

  private func attempt(_ body: () throws -> Void) {
    guard failure == nil else { return }
    do { try body() } catch { failure = error }
  }
}
