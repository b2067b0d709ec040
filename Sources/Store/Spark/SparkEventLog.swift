import Foundation

/// What Spark's own event log says of the work it did, by the description of its jobs: here the question's name.
///
/// The log is one JSON object a line (`spark.eventLog.enabled`, not compressed, not rolling). Only four of its events are
/// read; an event that has other members than expected counts as nothing. Source: spark.apache.org/docs, "Monitoring".
public struct SparkEventLog {
  /// The work of all jobs of one description.
  public struct Work: Hashable, Sendable {
    /// From the first job's start to the last one's end (unit: seconds).
    public var wallSeconds = 0.0
    /// Processor time of tasks (unit: seconds).
    public var processorSeconds = 0.0
    /// Tasks that ended.
    public var tasks = 0
    /// What went through shuffles, compressed (unit: bytes).
    public var shuffleBytes = 0
    /// Rows that went through shuffles.
    public var shuffleRows = 0
    /// What was read from files (unit: bytes).
    public var inputBytes = 0
    /// What did not fit into memory and went to disk (unit: bytes).
    public var spilledBytes = 0
    /// The most that one task took for sorting, joining and aggregating (unit: bytes).
    public var taskMemory = 0
    /// The largest resident set of an executor's Java seen meanwhile; 0 where the log has none (unit: bytes).
    public var residentBytes = 0

    /// Nothing yet.
    public init(wallSeconds: Double = 0, processorSeconds: Double = 0) {
      self.wallSeconds = wallSeconds
      self.processorSeconds = processorSeconds
    }
  }

  /// By description; jobs without one are under the empty text.
  public private(set) var works: [String: Work] = [:]

  private struct Event: Decodable {
    var kind: String
    var job: Int?
    var start: Int?
    var end: Int?
    var stages: [Int]?
    var properties: [String: String]?
    var stage: Int?
    var metrics: Metrics?
    var executor: [String: Int]?

    enum CodingKeys: String, CodingKey {
      case kind = "Event"
      case job = "Job ID"
      case start = "Submission Time"
      case end = "Completion Time"
      case stages = "Stage IDs"
      case properties = "Properties"
      case stage = "Stage ID"
      case metrics = "Task Metrics"
      case executor = "Executor Metrics"
    }
  }

  private struct Metrics: Decodable {
    var processor: Int?
    var memory: Int?
    var spilled: Int?
    var input: [String: Int]?
    var written: [String: Int]?

    enum CodingKeys: String, CodingKey {
      case processor = "Executor CPU Time"
      case memory = "Peak Execution Memory"
      case spilled = "Disk Bytes Spilled"
      case input = "Input Metrics"
      case written = "Shuffle Write Metrics"
    }
  }

  /// Reads a log.
  public init(_ lines: some Sequence<Substring>) {
    let decoder = JSONDecoder()
    let events = ["JobStart", "JobEnd", "TaskEnd", "StageExecutorMetrics"]
    var ofJob: [Int: String] = [:]
    var ofStage: [Int: String] = [:]
    var from: [String: Int] = [:]
    for line in lines {
      // Plans are logged too, in lines that are much longer than the ones wanted.
      let head = line.prefix(80)
      guard events.contains(where: { head.contains("SparkListener\($0)\"") }),
        let event = try? decoder.decode(Event.self, from: Data(line.utf8))
      else { continue }
      if event.kind == "SparkListenerJobStart", let job = event.job {
        let name = event.properties?["spark.job.description"] ?? ""
        ofJob[job] = name
        // A stage that an earlier job has run already is its own.
        for stage in event.stages ?? [] where ofStage[stage] == nil { ofStage[stage] = name }
        if let start = event.start { from[name] = min(from[name] ?? start, start) }
      } else if event.kind == "SparkListenerJobEnd", let name = event.job.flatMap({ ofJob[$0] }) {
        guard let end = event.end, let start = from[name] else { continue }
        let seconds = Double(end - start) / 1000
        works[name, default: Work()].wallSeconds = max(works[name]?.wallSeconds ?? 0, seconds)
      } else if let name = event.stage.flatMap({ ofStage[$0] }) {
        add(event, to: name)
      }
    }
  }

  private mutating func add(_ event: Event, to name: String) {
    var work = works[name] ?? Work()
    if let metrics = event.metrics {
      work.tasks += 1
      work.processorSeconds += Double(metrics.processor ?? 0) * 1e-9
      work.taskMemory = max(work.taskMemory, metrics.memory ?? 0)
      work.spilledBytes += metrics.spilled ?? 0
      work.inputBytes += metrics.input?["Bytes Read"] ?? 0
      work.shuffleBytes += metrics.written?["Shuffle Bytes Written"] ?? 0
      work.shuffleRows += metrics.written?["Shuffle Records Written"] ?? 0
    }
    work.residentBytes = max(work.residentBytes, event.executor?["ProcessTreeJVMRSSMemory"] ?? 0)
    works[name] = work
  }
}

/// y = c x^e, fitted to measurements: how a cost grows.
///
/// The straight line of least squares through (ln x, ln y). Of (1, 3), (10, 30), (100, 300): e = 1, c = 3.
public struct PowerLaw: Hashable, Sendable {
  /// e: 1 where twice the papers cost twice as much.
  public var exponent: Double
  private var lnFactor: Double

  /// Fits points with positive values; the others are left out.
  ///
  /// - Returns: nil when fewer than two different x are left.
  public init?(_ points: [(x: Double, y: Double)]) {
    let logs = points.filter { $0.x > 0 && $0.y > 0 }.map { (x: log($0.x), y: log($0.y)) }
    guard Set(logs.map(\.x)).count > 1 else { return nil }
    let n = Double(logs.count)
    let meanX = logs.reduce(0) { $0 + $1.x } / n
    let meanY = logs.reduce(0) { $0 + $1.y } / n
    let above = logs.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
    exponent = above / logs.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
    lnFactor = meanY - exponent * meanX
  }

  /// c x^e.
  public func callAsFunction(_ x: Double) -> Double { exp(lnFactor + exponent * log(x)) }
}
