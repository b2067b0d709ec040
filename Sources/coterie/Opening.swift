import ArgumentParser
import Bibliography
import Pipeline
import Store

extension InputOptions {
  /// What the options say of how inputs become a corpus.
  var workspaceOptions: WorkspaceOptions {
    var options = WorkspaceOptions()
    options.registry = registry
    options.stated.venue = setVenue
    options.stated.year = setYear
    options.stated.session = setSession
    return options
  }

  /// Opens the inputs, prints what was found on the way, and stops on nothing.
  func open() throws -> Workspace {
    guard !inputs.isEmpty else {
      throw ValidationError("Name a corpus (.db) or at least one source: a file, a folder, or - for standard input.")
    }
    let workspace = try Workspace.open(inputs, options: workspaceOptions) { Terminal.progress($0) }
    Terminal.report(workspace.diagnostics)
    return workspace
  }

  /// Ends with code 3 when `--strict` was given and a record was rejected.
  func finish(_ workspace: Workspace) throws {
    if strict, workspace.rejected > 0 {
      Terminal.note("error: [strict] \(workspace.rejected) records were rejected, and --strict was given.")
      throw ExitCode.rejected
    }
  }
}
