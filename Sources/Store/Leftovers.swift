import Bibliography
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

extension Corpus {
  /// Removes what a run that was killed has left beside the corpus file at `path`: files that were to become it, or its
  /// first source. The corpus itself, if there is one, is as it was before that run.
  ///
  /// - Returns: the names of files that were removed, in order.
  /// - Throws: `corpus.busy` when one of them belongs to a run that goes on.
  @discardableResult
  public static func sweep(beside path: String) throws -> [String] {
    let files = [path + ".partial", path + ".partial.partial"].filter { FileManager.default.fileExists(atPath: $0) }
    for file in files {
      guard let handle = FileHandle(forReadingAtPath: file) else { continue }
      defer { try? handle.close() }
      // A load holds a lock on the file it writes; the system lets go of it when the process is gone.
      if flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        throw CoterieError(
          "corpus.busy", "another run is writing '\(file)', which becomes '\(path)'. Wait until it has ended.")
      }
    }
    for file in [path + ".partial", path + ".partial.partial"] {
      for end in ["", "-wal", "-shm", "-journal", ".spill"] { unlink(file + end) }
    }
    return files
  }
}
