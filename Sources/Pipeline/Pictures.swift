import Analysis
import Bibliography
import Diagrams
import Reporting

/// The diagrams of a report, drawn once each; one that fails costs only itself.
public struct Pictures {
  private let inputs: DiagramInputs
  private(set) var diagnostics: [Diagnostic] = []

  /// The networks that a diagram needs, clustered.
  public static func inputs(
    _ authorships: Authorships, needs: [NodeKind], counting: Counting, seed: UInt64
  ) -> DiagramInputs {
    var options = Clustering.Options()
    options.counting = counting
    options.seed = seed
    options.stabilitySeeds = 0
    func network(_ kind: NodeKind) -> Network? {
      needs.contains(kind) ? authorships.network(of: kind).clustered(options).network : nil
    }
    return DiagramInputs(
      institutions: network(.institutions), authors: network(.authors),
      subject: ReportMaterial.subject(of: authorships))
  }

  init(_ material: ReportMaterial) {
    inputs = DiagramInputs(
      institutions: material.institutions.network, authors: material.authors.network, subject: material.subject)
  }

  /// The diagram as a figure with its PDF, PNG and DOT beside it; empty when it could not be drawn.
  mutating func figure(_ name: String, alt: String, caption: String) -> [ReportInput.Figure] {
    do {
      var options = DiagramOptions()
      // 1920 pixels wide: half the time of the finer picture that `coterie draw` makes.
      options.dotsPerInch = 96
      let drawing = try Diagrams.named(name).draw(inputs, options)
      let svg = try drawing.rendered(name: name, options, as: .svg)
      diagnostics += svg.diagnostics
      var forms: [ReportInput.Figure.Form] = []
      for format in [PictureFormat.pdf, .png, .dot] {
        do {
          forms.append(
            ReportInput.Figure.Form(format.rawValue, Array(try drawing.rendered(name: name, options, as: format).data)))
        } catch let error as CoterieError {
          diagnostics.append(error.diagnostic)
        }
      }
      return [ReportInput.Figure(id: name, svg: svg.text ?? "", alt: alt, caption: caption, otherForms: forms)]
    } catch let error as CoterieError {
      diagnostics.append(error.diagnostic)
    } catch {
      diagnostics.append(Diagnostic(.error, "diagrams.failed", "the diagram '\(name)' could not be drawn: \(error)."))
    }
    return []
  }
}
