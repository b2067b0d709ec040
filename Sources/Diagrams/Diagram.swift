import Analysis
import Bibliography
import Foundation

/// One kind of picture. A conformer is one file in `Sources/Diagrams/Kinds`, plus one line in `Diagrams.all`.
public protocol Diagram: Sendable {
  /// Lower case, stable: what users type after `coterie draw`.
  static var name: String { get }
  /// The heading of the picture.
  static var title: String { get }
  /// What it shows and how things are drawn, in a sentence.
  static var note: String { get }
  /// The networks it is drawn from.
  static var needs: [NodeKind] { get }

  /// Makes the picture; throws `diagrams.missing-input` when a network it needs is not there.
  static func draw(_ inputs: DiagramInputs, _ options: DiagramOptions) throws -> Drawing
}

/// What diagrams are drawn from. A diagram takes what it needs (`Diagram.needs`) and ignores the rest.
public struct DiagramInputs: Sendable {
  /// Institutions and their ties; clusters are shown where they are given.
  public var institutions: Network?
  /// Authors and their ties.
  public var authors: Network?
  /// Who says so and of what: `OSDI '25`; stands before the title when given.
  public var subject: String?

  /// Inputs; what a diagram does not need may be nil.
  public init(institutions: Network? = nil, authors: Network? = nil, subject: String? = nil) {
    self.institutions = institutions
    self.authors = authors
    self.subject = subject
  }

  func network(of kind: NodeKind, for diagram: String) throws -> Network {
    let found: Network? =
      switch kind {
      case .institutions: institutions
      case .authors: authors
      case .countries: nil
      }
    guard let found else {
      throw CoterieError(
        "diagrams.missing-input", "the diagram '\(diagram)' is drawn from a network of \(kind.rawValue).")
    }
    return found
  }
}

/// How a picture is to look.
public struct DiagramOptions: Sendable {
  /// Unit: points, and pixels of an SVG.
  public var size = Size(width: 1440, height: 900)
  /// Light or dark ground.
  public var theme = Theme.light
  /// At most this many nodes, those with the most papers; nil: what fits the diagram.
  public var top: Int?
  /// Only nodes with at least this many papers (full counting).
  public var minPapers = 1
  /// Only what is within `hops` ties of the node with this name or key.
  public var around: String?
  /// How many ties away from `around`.
  public var hops = 1
  /// One of `GraphvizRenderer.engines`; nil: what suits the network's size. A chosen engine runs in a child process.
  public var layout: String?
  /// Instead of the diagram's own heading.
  public var title: String?
  /// One more sentence under the heading.
  public var caption: String?
  /// For PNG; 144 makes a picture of 1440 points 2880 pixels wide.
  public var dotsPerInch = 144
  /// Draws large networks and chosen layouts.
  public var child = ChildRenderer()

  /// The defaults.
  public init() {}
}

/// A width and a height. Unit: points.
public struct Size: Hashable, Sendable {
  /// From left to right.
  public var width: Double
  /// From top to bottom.
  public var height: Double

  /// A size in points; both are positive.
  public init(width: Double, height: Double) {
    (self.width, self.height) = (width, height)
  }

  /// `1440x900`, in points; nil unless both are whole numbers from 200 to 10,000.
  public init?(_ text: String) {
    let parts = text.lowercased().split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let width = parts[0], let height = parts[1],
      (200...10_000).contains(width), (200...10_000).contains(height)
    else { return nil }
    self.init(width: Double(width), height: Double(height))
  }
}

/// A drawn picture before it takes a form.
public struct Drawing: Sendable {
  var scene: Scene
  /// The graph behind it for Graphviz users, with positions where it has them.
  var dot: String
  /// What could not be drawn as it should be.
  public var diagnostics: [Diagnostic]
}

/// The forms of a picture. The extension of a file name decides, see `init(file:)`.
public enum PictureFormat: String, Hashable, Sendable, Codable, CaseIterable {
  case svg, png, pdf, dot

  /// From `picture.svg`; nil for other extensions.
  public init?(file: String) {
    guard let dot = file.lastIndex(of: ".") else { return nil }
    self.init(rawValue: file[file.index(after: dot)...].lowercased())
  }
}

/// A finished picture.
public struct Rendered: Sendable {
  /// The file's bytes.
  public var data: Data
  /// What could not be drawn as it should be.
  public var diagnostics: [Diagnostic]

  /// SVG and DOT as text; nil for PNG and PDF.
  public var text: String? { String(data: data, encoding: .utf8) }
}
