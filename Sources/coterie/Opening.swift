import ArgumentParser
import Bibliography
import Foundation
import Ingestion
import Pipeline
import Store

extension InputOptions {
  /// What the options say of how inputs become a corpus.
  func workspaceOptions() throws -> WorkspaceOptions {
    var options = WorkspaceOptions()
    options.registry = registry
    options.curation = curation
    options.stated.venue = setVenue
    options.stated.year = setYear
    options.stated.session = setSession
    options.encoding = encoding
    options.threads = max(1, min(4, ProcessInfo.processInfo.activeProcessorCount))
    if let columns { options.columns = try ColumnMap(file: columns) }
    return options
  }

  /// Opens the inputs, prints what was found on the way, and stops on nothing.
  ///
  /// - Parameter selection: whose way of telling authors apart the corpus must have; where the answer `namesAuthors`, a
  ///   warning says how many names stand for several people.
  func open(_ selection: SelectionOptions? = nil, namesAuthors: Bool = false) throws -> Workspace {
    guard !inputs.isEmpty else {
      throw ValidationError("Name a corpus (.db) or at least one source: a file, a folder, or - for standard input.")
    }
    var options = try workspaceOptions()
    if let selection { options.authors = selection.authors }
    var workspace = try Workspace.open(inputs, options: options) { Terminal.progress($0) }
    if namesAuthors, let scope = try selection?.scope(), let warning = try workspace.homonymWarning(scope) {
      workspace.diagnostics.append(warning)
    }
    Terminal.report(workspace.diagnostics)
    return workspace
  }

  /// Ends with code 3 when `--strict` was given and a record was rejected.
  func finish(_ workspace: Workspace) throws {
    if strict, workspace.rejected > 0 {
      Terminal.note("error: [strict] \(workspace.rejected) records or sources were rejected, and --strict was given.")
      throw ExitCode.rejected
    }
  }
}
