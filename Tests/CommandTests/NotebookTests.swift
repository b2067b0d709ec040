import Bibliography
import Foundation
import Pipeline
import Testing

@testable import Store

/// What `--print-sql` prints, run as a notebook does: by Python's own SQLite and by a real DuckDB.
enum Notebook {
  /// SQL to run, and on what.
  struct Cell: Encodable {
    /// `sqlite` or `duckdb`.
    var engine: String
    var database: String
    var text: String
  }

  private static let script = #"""
    import json, sqlite3, sys
    def plain(value):
        return value if value is None or isinstance(value, (int, float, str)) else float(value)
    answers = []
    for cell in json.load(open(sys.argv[1], encoding="utf-8")):
        if cell["engine"] == "sqlite":
            connection = sqlite3.connect("file:" + cell["database"] + "?mode=ro", uri=True)
            rows, start = [], 0
            for end, letter in enumerate(cell["text"]):
                if letter == ";" and sqlite3.complete_statement(cell["text"][start:end + 1]):
                    rows = connection.execute(cell["text"][start:end + 1]).fetchall()
                    start = end + 1
        else:
            import duckdb
            rows = duckdb.connect().execute(cell["text"]).fetchall()
        answers.append([[plain(value) for value in row] for row in rows])
    json.dump(answers, sys.stdout)
    """#

  /// The rows of each cell's last statement.
  static func run(_ cells: [Cell]) throws -> [[[Table.Value]]] {
    let scratch = try Scratch()
    let job = scratch.path + "/cells.json"
    try JSONEncoder().encode(cells).write(to: URL(fileURLWithPath: job))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Peers.program("python3"))
    process.arguments = ["-c", script, job]
    process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return try rows(data)
  }

  /// What a notebook wrote: for each cell its rows, numbers as reals.
  static func rows(_ data: Data) throws -> [[[Table.Value]]] {
    let answers = try JSONSerialization.jsonObject(with: data) as? [[[Any]]] ?? []
    return answers.map { rows in
      rows.map { row in
        row.map { value -> Table.Value in
          switch value {
          case let text as String: return .text(text)
          case let number as NSNumber: return .real(number.doubleValue)
          default: return .null
          }
        }
      }
    }
  }
}

extension Notebook {
  /// Where a cell's rows differ from a table of ours, in words; nil when they are the same.
  static func difference(_ rows: [[Table.Value]], _ own: Table) -> String? {
    var whole = own
    whole.rows = Table.Rows(
      own.rows.map { row in
        row.map { value -> Table.Value in
          if case .integer(let number) = value { return .real(Double(number)) }
          return value
        }
      })
    return SparkTests.difference(Table(title: "", columns: own.columns, rows: rows), whole)
  }
}

@Suite struct NotebookTests {
  @Test func printedSQLGivesTheSameTables() async throws {
    let scratch = try Scratch()
    let file = scratch.path + "/c.db"
    let made = try await Program.run(["ingest", Program.sample, "--into", file])
    #expect(made.status == 0, "\(made.errors)")
    let corpus = try Corpus.open(at: file)
    try corpus.exportWarehouse(to: scratch.path + "/w")
    var selection = Selection()
    selection.sessions = ["AI + Systems I", "Database Systems"]
    selection.sectors = [.industry, .academia]
    selection.maxAuthors = 12
    var cells: [Notebook.Cell] = []
    var expected: [(name: String, table: Table)] = []
    for scope in [Scope(), Scope(selection: selection)] {
      for question in try SparkTests.questions(corpus) {
        let own = try corpus.table(question.query, values: question.values, in: scope)
        let (values, written) = try corpus.canonical(question.values, of: question.query, in: scope)
        for (dialect, place) in [(Dialect.sqlite, nil), (.duckdb, SparkJob.Place.folder(scratch.path + "/w"))] {
          cells.append(
            .init(
              engine: dialect.rawValue, database: file,
              text: try question.query.printed(values, in: written, dialect: dialect, place: place)))
          expected.append(("\(dialect) \(question.query.name) \(scope.selection.statement)", own))
        }
      }
    }
    let answers = try Notebook.run(cells)
    #expect(answers.count == expected.count)
    for ((name, own), rows) in zip(expected, answers) {
      let difference = Notebook.difference(rows, own)
      #expect(difference == nil, "\(name): \(difference ?? "")")
    }
  }

  /// What only a corpus or a warehouse knows is said in a comment where neither is named.
  @Test func printedTextSaysWhatItLacks() async throws {
    let words = ["query", "partners-of-an-institution", "--print-sql", "--dialect", "spark", "--set"]
    let alone = try await Program.run(words + ["institution=meta"])
    #expect(alone.output.hasPrefix("-- names stand as given"), "\(alone.output)")
    #expect(alone.output.contains("-- reads institution, institution_pair of a warehouse"), "\(alone.output)")
    let informed = try await Program.run(words + ["institution=meta", Program.sample])
    #expect(!informed.output.contains("names stand as given") && informed.output.contains("'Meta'"))
    let nobody = try await Program.run(["query", "team-sizes", "--print-sql", "--dialect", "duckdb"])
    #expect(nobody.status == 0 && !nobody.output.contains("names stand as given"))
  }
}
