import Lifeline
import LifelineCore
import LifelineSession
import LifelineUV
import Roster

/// A line that a thread outside its loop may ask and wait for.
final class Probe: @unchecked Sendable {
    // Sendable: everything but `loop` is touched on the loop only, from `onLoop` on.
    private let loop: EventLoop
    private let line: Line
    private let reader = TapReader(.stock)
    private var lines: [String: String] = [:]
    private var lastWelcome: Welcome?
    /// On the loop only: what came last, and what was noticed so far.
    private(set) var lastForm: RecordForm?
    private(set) var notices: [any Message] = []

    init(_ url: ServerURL, _ token: Secret?, _ codec: CodecChoice, on loop: EventLoop) throws(TransportError) {
        self.loop = loop
        var options = ClientSession.Options()
        // The same message is compared in both codecs, and has to be whole in both.
        options.takesDeltas = false
        options.client = "lifeline-doctor/0.1"
        options.token = token
        options.codec = codec
        options.retriesMax = 0
        line = try Line(to: url.address, on: loop, .stock, options)
    }

    /// Waits until it is open or refused. True if open.
    func open() -> Bool {
        onLoop { [self] _ in
            reader.isVerbatim = false
            reader.heard = { [unowned self] in keep($0) }
            line.tap = { [unowned self] record, form in
                lastForm = form
                reader.read(record, form)
            }
            line.granted = { [unowned self] in reader.learn($0.name, ChannelHandle(rawValue: $0.handle)) }
            line.noticed = { [unowned self] in
                notices.append($0)
                lastWelcome = $0 as? Welcome ?? lastWelcome
            }
            line.start()
        }
        _ = wait(.seconds(10)) { $0.session.state == .open || $0.session.state == .closed }
        return onLoop { $0.session.state == .open }
    }

    /// Every message so far in canonical JSON, by channel, type and seq; a second one of the same name counts on.
    var heard: [String: String] { onLoop { [self] _ in lines } }
    var trouble: String? { onLoop { $0.trouble } }
    var counters: LineCounters { onLoop { $0.counters } }
    var welcome: Welcome? { onLoop { [self] _ in lastWelcome } }

    private func keep(_ message: borrowing TapReader.Heard) {
        var text = String(decoding: message.line, as: UTF8.self)[...]
        // When a snapshot was taken is not what it says.
        if message.type == "state_snapshot", let payload = text.firstRange(of: "\"payload\"") {
            text = text[payload.lowerBound...]
        }
        let name = "\(message.channel) \(message.type) \(message.envelope.seq)"
        var copy = 0
        while lines["\(name) \(copy)"] != nil { copy += 1 }
        lines["\(name) \(copy)"] = String(text)
    }

    /// Runs `body` on the loop, now, and waits for what it returns.
    @discardableResult
    func onLoop<Value: Sendable>(_ body: @escaping @Sendable (Line) -> Value) -> Value {
        let answer = Locked<Value?>(nil)
        let done = Signal()
        loop.post { [self] in
            let value = body(line)
            answer.withLock { $0 = value }
            done.send()
        }
        while true {
            done.wait(milliseconds: 1_000)
            if let value = answer.withLock({ $0 }) { return value }
        }
    }

    /// Looks every millisecond: false if it has not become true within `patience`.
    func wait(_ patience: Duration, until isTrue: @escaping @Sendable (Line) -> Bool) -> Bool {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: patience)
        let pause = Signal()
        while clock.now < deadline {
            if onLoop(isTrue) { return true }
            if Interrupt.came { return false }
            pause.wait(milliseconds: 1)
        }
        return onLoop(isTrue)
    }

    func close() { onLoop { $0.close() } }
}
