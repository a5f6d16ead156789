internal import LifelineCore

/// An owner that writes down what it hears, and every promise that its link breaks.
final class Probe: LinkOwner {
    private(set) var link: (any Link)?
    private(set) var records: [Sample] = []
    /// The turn in which each record came.
    private(set) var turns: [Int] = []
    private(set) var drains = 0
    private(set) var closes: [Close] = []
    private(set) var faults: [String] = []

    /// Called after a record, or the end, was written down.
    var whenReceived: (() -> Void)?
    var whenClosed: (() -> Void)?

    private let clock: TurnClock
    private var calls = 0
    private var hearing = false

    init(_ clock: TurnClock) { self.clock = clock }

    var isClosed: Bool { !closes.isEmpty }

    func own(_ link: any Link) {
        self.link = link
        link.owner = self
    }

    /// Every call to the link goes through here, so that a call back from inside it is seen.
    @discardableResult
    func call<Value>(_ body: (any Link) -> Value, orElse value: @autoclosure () -> Value) -> Value {
        guard let link else { return value() }
        calls += 1
        defer { calls -= 1 }
        return body(link)
    }

    @discardableResult
    func send(_ record: Record) -> Flow { call({ $0.send(record) }, orElse: .closed) }

    /// Sends a copy, and soils what was copied at once.
    @discardableResult
    func send(copying sample: Sample) -> Flow {
        var bytes = sample.bytes
        return bytes.withUnsafeMutableBytes { buffer in
            defer { buffer.initializeMemory(as: UInt8.self, repeating: 0x21) }
            return call({ $0.send(copying: UnsafeRawBufferPointer(buffer), sample.form) }, orElse: .closed)
        }
    }

    func close(_ close: Close) { call({ $0.close(close) }, orElse: ()) }
    func pause() { call({ $0.pause() }, orElse: ()) }
    func resume() { call({ $0.resume() }, orElse: ()) }

    func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {
        hear("received") {
            records.append(Sample([UInt8](record), form))
            turns.append(clock.turn)
            whenReceived?()
        }
    }

    func drained() {
        hear("drained") { drains += 1 }
    }

    func closed(_ close: Close) {
        hear("closed") {
            closes.append(close)
            whenClosed?()
        }
    }

    private func hear(_ event: String, _ body: () -> Void) {
        if calls > 0 { faults.append("\(event) came from inside a call of the owner") }
        if hearing { faults.append("\(event) came from inside another event") }
        if isClosed { faults.append("\(event) came after closed") }
        hearing = true
        body()
        hearing = false
    }
}
