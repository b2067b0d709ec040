import Foundation
import Testing

@testable import Store

@Suite struct SparkEventLogTests {
  /// Two questions, one of two jobs; a stage that a second job names again stays the first's.
  private static let log = """
    {"Event":"SparkListenerLogStart","Spark Version":"4.3.0"}
    {"Event":"SparkListenerJobStart","Job ID":0,"Submission Time":1000,"Stage IDs":[0,1],"Properties":{"spark.job.description":"a"}}
    {"Event":"SparkListenerTaskEnd","Stage ID":0,"Task Metrics":{"Executor CPU Time":2000000000,"Peak Execution Memory":70,"Disk Bytes Spilled":5,"Input Metrics":{"Bytes Read":100,"Records Read":3},"Shuffle Write Metrics":{"Shuffle Bytes Written":40,"Shuffle Records Written":4}}}
    {"Event":"SparkListenerTaskEnd","Stage ID":1,"Task Metrics":{"Executor CPU Time":500000000,"Peak Execution Memory":90,"Disk Bytes Spilled":0,"Input Metrics":{"Bytes Read":0,"Records Read":0},"Shuffle Write Metrics":{"Shuffle Bytes Written":0,"Shuffle Records Written":0}}}
    {"Event":"SparkListenerStageExecutorMetrics","Executor ID":"driver","Stage ID":1,"Stage Attempt ID":0,"Executor Metrics":{"JVMHeapMemory":7,"ProcessTreeJVMRSSMemory":800}}
    {"Event":"SparkListenerJobEnd","Job ID":0,"Completion Time":2500,"Job Result":{"Result":"JobSucceeded"}}
    {"Event":"SparkListenerJobStart","Job ID":1,"Submission Time":3000,"Stage IDs":[0,2],"Properties":{"spark.job.description":"a"}}
    {"Event":"SparkListenerTaskEnd","Stage ID":2}
    {"Event":"SparkListenerJobEnd","Job ID":1,"Completion Time":4000}
    {"Event":"SparkListenerJobStart","Job ID":2,"Submission Time":5000,"Stage IDs":[1,3],"Properties":{"spark.job.description":"b"}}
    {"Event":"SparkListenerTaskEnd","Stage ID":3,"Task Metrics":{"Executor CPU Time":1000000000}}
    {"Event":"SparkListenerJobEnd","Job ID":2,"Completion Time":5100}
    {"Event":"SparkListenerTaskEnd","Stage ID":99,"Task Metrics":{"Executor CPU Time":1000000000}}
    {"Event":"SparkListenerTaskEnd","Stage ID":"no number"}
    no JSON
    """

  @Test func workIsCountedByTheDescriptionOfItsJobs() {
    let works = SparkEventLog(Self.log.split(separator: "\n")).works
    #expect(Set(works.keys) == ["a", "b"])
    let a = works["a"] ?? .init()
    // 4.0 s - 1.0 s, the pause between its jobs included.
    #expect(a.wallSeconds == 4 - 1)
    #expect(abs(a.processorSeconds - (2 + 0.5)) < 1e-12)
    #expect(a.tasks == 2 && a.shuffleBytes == 40 && a.shuffleRows == 4 && a.inputBytes == 100 && a.spilledBytes == 5)
    #expect(a.taskMemory == 90 && a.residentBytes == 800)
    #expect(works["b"]?.processorSeconds == 1 && abs((works["b"]?.wallSeconds ?? 0) - 0.1) < 1e-12)
    #expect(SparkEventLog([]).works.isEmpty)
  }

  @Test func aSlopeIsFittedToPositiveValues() throws {
    let line = try #require(PowerLaw([(1, 3), (10, 30), (100, 300), (0, 7), (5, 0)]))
    #expect(abs(line.exponent - 1) < 1e-12)
    #expect(abs(line(1000) - 3000) < 1e-8)
    let square = try #require(PowerLaw([(2, 4), (4, 16)]))
    #expect(abs(square.exponent - 2) < 1e-12 && abs(square(10) - 100) < 1e-9)
    #expect(PowerLaw([(2, 4), (2, 5)]) == nil && PowerLaw([(2, 0)]) == nil && PowerLaw([]) == nil)
  }
}
