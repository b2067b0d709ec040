import Bibliography

extension ResolutionEvaluation {
  /// The evaluation as tables: the whole, by sector, by country, calibration, disagreements.
  public var tables: [Table] { [summary, sectorTable, countryTable, calibrationTable, disagreementTable] }

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
        .init("from", unit: "0…1"), .init("to", unit: "0…1"), .init("decisions", unit: "ids"),
        .init("mean_confidence", unit: "0…1"), .init("right", unit: "0…1"),
      ],
      rows: calibration.map { band in
        [
          .real(band.confidences.lowerBound), .real(band.confidences.upperBound), .integer(band.decisions),
          .real(band.claimed / Double(band.decisions)), .real(Double(band.right) / Double(band.decisions)),
        ]
      })
  }

  private var disagreementTable: Table {
    Table(
      title: "Disagreements", method: method, columns: [.init("text"), .init("missing"), .init("wrong")],
      rows: disagreements.map {
        [.text($0.text), .text($0.missing.joined(separator: "; ")), .text($0.wrong.joined(separator: "; "))]
      })
  }
}
