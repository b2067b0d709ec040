import Bibliography

extension ResolutionEvaluation {
  /// The evaluation as tables: the whole, by sector, by country, calibration, whose fault the disagreements are.
  public var tables: [Table] { [summary, sectorTable, countryTable, calibrationTable, reasonTable] }

  private var method: [MethodLine] {
    [
      MethodLine("half", half == .all ? "all strings" : "\(half.rawValue), split by seed \(seed)"),
      MethodLine("counted", "registry ids, each once a string; a part counts by its most specific record"),
      MethodLine("interval", "Wilson, 95 %"),
    ]
  }

  private func share(_ successes: Int, _ trials: Int) -> [Table.Value] {
    guard let interval = wilson(successes: successes, trials: trials) else { return [.null, .null, .null] }
    return [.real(Double(successes) / Double(trials)), .real(interval.lowerBound), .real(interval.upperBound)]
  }

  private var summary: Table {
    Table(
      title: "Resolution against labelled strings", method: method,
      columns: [
        .init("measure"), .init("of", unit: "count"), .init("right", unit: "count"), .init("share", unit: "0…1"),
        .init("low", unit: "0…1"), .init("high", unit: "0…1"),
      ],
      rows: [
        [.text("precision"), .integer(known.predicted), .integer(known.right)] + share(known.right, known.predicted),
        [.text("recall"), .integer(known.gold), .integer(known.right)] + share(known.right, known.gold),
        [.text("F1"), .null, .null, known.f1.map { .real($0) } ?? .null, .null, .null],
        [.text("strings with exactly the gold set"), .integer(known.strings), .integer(known.exact)]
          + share(known.exact, known.strings),
        [.text("none given where none is known"), .integer(noneStrings), .integer(noneRight)]
          + share(noneRight, noneStrings),
      ],
      notes: ["\(partlyKnown) strings are left out because the registry has only some of their gold ids."])
  }

  private func table(_ title: String, _ key: String, _ rows: [(String, Counts)]) -> Table {
    Table(
      title: title, method: method,
      columns: [
        .init(key), .init("gold", unit: "ids"), .init("precision", unit: "0…1"), .init("recall", unit: "0…1"),
        .init("f1", unit: "0…1"),
      ],
      rows: rows.map { name, counts in
        [.text(name), .integer(counts.gold)]
          + [counts.precision, counts.recall, counts.f1].map { $0.map { .real($0) } ?? .null }
      })
  }

  private var sectorTable: Table { table("By sector", "sector", bySector.map { ($0.sector.title, $0.counts) }) }
  private var countryTable: Table { table("By country", "country", byCountry.map { ($0.country, $0.counts) }) }

  private var calibrationTable: Table {
    Table(
      title: "Calibration of confidence", method: method,
      columns: [
        .init("claimed", unit: "0…1"), .init("decisions", unit: "ids"), .init("mean_confidence", unit: "0…1"),
        .init("right", unit: "0…1"), .init("low", unit: "0…1"), .init("high", unit: "0…1"),
      ],
      rows: calibration.map { row($0, "\(digits($0.confidences.lowerBound)) to \(digits($0.confidences.upperBound))") }
        + [row(givenNine, "about 0.9 (0.85 to 0.95)")],
      notes: ["The last row overlaps the two before it: of decisions given 0.9, about 90 % should be right."])
  }

  private func digits(_ bound: Double) -> String { "\((bound * 10).rounded() / 10)" }

  private func row(_ band: Band, _ name: String) -> [Table.Value] {
    [
      .text(name), .integer(band.decisions),
      band.decisions == 0 ? .null : .real(band.claimed / Double(band.decisions)),
    ] + share(band.right, band.decisions)
  }

  /// How many ids were given or missed for each reason.
  private var reasonTable: Table {
    let missing = disagreements.flatMap(\.missingReasons)
    let wrong = disagreements.flatMap(\.wrongReasons)
    let all = missing.count + wrong.count
    let labels = (missing + wrong).count { $0.isLabels }
    return Table(
      title: "Why decisions and labels differ", method: method,
      columns: [
        .init("reason"), .init("given_not_labelled", unit: "ids"), .init("labelled_not_given", unit: "ids"),
        .init("whose"),
      ],
      rows: DisagreementReason.allCases.map { reason in
        [
          .text(reason.rawValue), .integer(wrong.count { $0 == reason }), .integer(missing.count { $0 == reason }),
          .text(reason.isLabels ? "the label's" : reason == .ours ? "ours" : "either's"),
        ]
      },
      notes: all == 0 ? [] : ["The text itself contradicts the label in \(labels) of \(all) disagreements."])
  }

  /// Every string whose decisions differ from its label, with the reason for each id.
  public var disagreementTable: Table {
    func cell(_ labels: [String], _ reasons: [DisagreementReason]) -> Table.Value {
      .text(zip(labels, reasons).map { "\($0): \($1.rawValue)" }.joined(separator: "; "))
    }
    return Table(
      title: "Disagreements", method: method, columns: [.init("text"), .init("missing"), .init("wrong")],
      rows: disagreements.map {
        [.text($0.text), cell($0.missing, $0.missingReasons), cell($0.wrong, $0.wrongReasons)]
      })
  }

  /// Every decision with its evidence: what confidence is fitted to.
  public var decisionTable: Table {
    Table(
      title: "Decisions", method: method,
      columns: [.init("text"), .init("ror"), .init("right"), .init("confidence", unit: "0…1")]
        + Evidence.all.map { .init($0.name) },
      rows: decisions.map { decision in
        [.text(decision.text), .text(decision.ror), .integer(decision.isRight ? 1 : 0), .real(decision.confidence)]
          + Evidence.all.map { .integer(decision.evidence.contains($0.evidence) ? 1 : 0) }
      })
  }
}
