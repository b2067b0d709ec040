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
  /// Inputs of this run that could not be read at all, and why.
  public var unread: [(name: String, error: CoterieError)] = []

  /// A corpus that sources may be added to.
  public init(corpus: Corpus) {
    self.init(corpus: corpus, sources: [], diagnostics: [])
  }

  init(corpus: Corpus, sources: [Source], diagnostics: [Diagnostic]) {
    self.corpus = corpus
    self.sources = sources
    self.diagnostics = diagnostics
  }

  /// Records of all sources that were not kept; a source that could not be read at all counts for one.
  public var rejected: Int { sources.reduce(0) { $0 + $1.rejected } + unread.count }
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
  /// How to read CSV files of no known format.
  public var columns: ColumnMap?
  /// How bytes become text; never guessed beyond UTF-8 and byte-order marks.
  public var encoding = TextEncoding.automatic
  /// Inputs that are read at the same time; the result does not depend on it.
  public var threads = 2
  /// Asked now and then; true ends the run with `interrupted`, and the corpus is as it was.
  public var isInterrupted: @Sendable () -> Bool = { false }

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

  /// Reads sources into the corpus and resolves what it now holds, in one transaction.
  ///
  /// Each source is in the corpus whole or not at all; the same content twice changes nothing. Several sources are read
  /// at the same time and added in the order given.
  public mutating func add(
    _ inputs: [String], options: WorkspaceOptions, progress: (String) -> Void = { _ in }
  ) throws {
    let given = try Self.givenRegistry(options)
    let resolver = Resolver(registry: given ?? .builtIn)
    var context = ReadingContext { resolver.isOrganisation($0) }
    if options.role != "papers" { context.role = options.role }
    context.columns = options.columns
    var opened: [Input] = []
    for path in inputs {
      do {
        opened += try Input.open(path, encoding: options.encoding)
      } catch {
        unread.append((path, try Self.told(error, path)))
      }
    }
    let curation = try Self.curation(options)
    let held = Set(try corpus.sources().map(\.contentHash))
    let feed = SourceFeed(
      opened, width: options.threads, known: held.isEmpty && opened.count == 1 ? .nothing : .these(held),
      reader: { try Self.reader(of: $0, options: options) },
      hashSuffix: options.role == "papers" ? "" : ":\(options.role)", context: context, stated: options.stated)
    defer { feed.stop() }
    // The first event of each input, until one brings something new: what changes nothing opens no transaction.
    var first: SourceFeed.Event?
    var at = 0
    while at < opened.count, first == nil {
      progress("looking at \(opened[at].name)")
      switch feed.next(of: at) {
      case .known: at += 1
      case .failed(let error):
        unread.append((opened[at].name, try Self.told(error, opened[at].name)))
        at += 1
      case let event: first = event
      }
    }
    if let first {
      var run = LoadRun(
        feed: feed, role: options.role, isInterrupted: options.isInterrupted,
        addressesCame: { (given ?? .builtIn).prepare() })
      try corpus.atomically(addingOneSource: opened.count - at == 1) {
        try run.load(into: corpus, from: at, first: first, progress)
        if run.added.isEmpty { return }
        try corpus.mergeDuplicates()
        progress("resolving")
        try resolve(with: given ?? .builtIn, curation: curation, authors: options.authors)
        if options.isInterrupted() { throw LoadRun.interrupted }
      }
      sources += run.added
      diagnostics += run.diagnostics
      unread += run.unread
    } else if try options.curation != nil || !corpus.resolutionStatement().hasPrefix((given ?? .builtIn).title) {
      try resolve(with: given ?? .builtIn, curation: curation, authors: options.authors)
    }
    if sources.allSatisfy({ $0.kept == 0 }), let failure = unread.first, unread.count == max(opened.count, inputs.count)
    {
      throw failure.error
    }
    diagnostics += unread.map(\.error.diagnostic)
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
    try givenRegistry(options) ?? .builtIn
  }

  /// The same; nil where it is the built-in facts.
  private static func givenRegistry(_ options: WorkspaceOptions) throws -> Registry? {
    guard let path = options.registry else { return try RegistryShelf().current() }
    return try Registry(rorDump: try Input.open(path))
  }

  /// The name under which the corpus knows an institution that a person calls `name`: `UC San Diego` is
  /// `University of California San Diego`. A name that means no single institution is left as it is.
  public static func institutionName(_ name: String, registry: Registry = .builtIn) -> String {
    let parts = Resolver(registry: registry).resolve(Affiliation(name))
    guard parts.count == 1, parts[0].unit == nil, let institution = parts[0].institution else { return name }
    return institution.name
  }

  /// An error as the terminal shows it; what is none of ours is thrown on.
  static func told(_ error: any Error, _ name: String) throws -> CoterieError {
    switch error {
    case let error as CoterieError: return error
    case let error as BytesError:
      return CoterieError(error.code, "'\(error.name)': \(error.message)")
    default: throw error
    }
  }

  static func reader(of input: Input, options: WorkspaceOptions) throws -> any Reader.Type {
    let sample = try input.sample()
    try input.requireText(sample.bytes)
    if let format = options.format {
      guard let named = Readers.named(format) else {
        throw CoterieError(
          "input.format", "no format named '\(format)'. `coterie ingest --list-formats` shows all of them.")
      }
      return named
    }
    let text = Sample(bytes: sample.bytes, isWhole: sample.isWhole)
    let sniffed = Readers.sniff(text, name: input.name)
    // A column map is for what is named as CSV, and for what nobody knows.
    if options.columns != nil, sniffed == nil || Readers.isNamedAsCSV(input.name), let mapped = Readers.named("csv") {
      return mapped
    }
    guard let found = sniffed else {
      throw CoterieError(
        "input.unknown-format",
        "no reader knows the content of '\(input.name)'. `coterie ingest --list-formats` shows the formats; "
          + "`--as FORMAT` chooses one, and `--columns MAP` reads any CSV.")
    }
    return found
  }
}
