import Foundation

extension String {
  /// What two printed names share when they are the same name: NFC, lower case, single spaces.
  ///
  ///     "Yibo  HUANG".foldedName == "yibo huang"
  ///
  /// Homonym numbers and bracketed hints are part of the name and stay.
  public var foldedName: String {
    let composed = utf8.allSatisfy { $0 < 0x80 } ? self : precomposedStringWithCanonicalMapping
    return composed.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
