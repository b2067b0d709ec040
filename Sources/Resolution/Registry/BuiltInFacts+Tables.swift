import Bibliography

extension Registry {
  /// What is built into the program, as it stands in `Facts/`: organisations, roll-ups, exceptions of sectors.
  public static var builtInTables: [Table] {
    [
      table("Organisations built in", "organisations.tsv"),
      table("Roll-ups: records that count as units of an institution", "rollups.tsv"),
      table("Exceptions from registry types", "sector-exceptions.tsv"),
    ]
  }

  private static func table(_ title: String, _ file: String) -> Table {
    let facts = FactsTable(file)
    let columns = facts.columns.sorted { $0.value < $1.value }.map(\.key)
    return Table(
      title: title, columns: columns.map { .init($0) },
      rows: facts.rows.map { row in
        columns.map { column in
          let cell = facts.value(row, column)
          return cell.isEmpty ? .null : .text(cell)
        }
      })
  }
}
