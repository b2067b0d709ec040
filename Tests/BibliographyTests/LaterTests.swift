import Bibliography
import Dispatch
import Testing

@Suite struct LaterTests {
  @Test func aValueIsMadeOnceAndGivenToEverybody() {
    let begin = DispatchSemaphore(value: 0)
    let calls = DispatchSemaphore(value: 0)
    let later = Later {
      begin.wait()
      calls.signal()
      return 7
    }
    begin.signal()
    #expect(later.value == 7 && later.value == 7)
    #expect(calls.wait(timeout: .now()) == .success)
    #expect(calls.wait(timeout: .now()) == .timedOut)
  }
}
