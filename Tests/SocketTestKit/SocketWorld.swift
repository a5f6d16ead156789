public import Conformance
public import LifelineCore
public import LifelineUV
import Glibc

/// A real loop with a thread of its own, and sockets on it. The test's thread posts what it wants and waits for it.
public final class SocketWorld: LinkWorld {
    public let eventLoop = EventLoop(name: "test")
    public let setting: LinkCheck.Setting
    public let traits: LinkTraits
    private let makeTransport: (LinkLimits) -> any Transport
    private let makeAddress: (String) -> Address
    private let folder = "/tmp/lifeline-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    private var paths: [String] = []

    /// For checks of its own, a test needs no setting.
    public init(
        _ setting: LinkCheck.Setting = LinkCheck.Setting.all[0], framing: ClosedRange<Int>, tellsCloses: Bool,
        systemBytesMax: Int, address: @escaping (String) -> Address, transport: @escaping (LinkLimits) -> any Transport
    ) {
        self.setting = setting
        makeTransport = transport
        makeAddress = address
        traits = LinkTraits(
            framing: framing, tellsCloses: tellsCloses, systemBytesMax: systemBytesMax, spell: .milliseconds(10),
            stall: .milliseconds(60), patience: .milliseconds(600), cycles: 100)
    }

    deinit {
        eventLoop.shutdownAndWait()
        for path in paths { unlink(path) }
        rmdir(folder)
    }

    public var loop: any Loop { eventLoop }
    public func transport(_ limits: LinkLimits) -> any Transport { makeTransport(limits) }
    public func address() -> Address { makeAddress(path()) }

    /// A path for a Unix socket, in a folder of this world's own that nobody has made yet. Removed at the end.
    public func path() -> String {
        paths.append("\(folder)/\(paths.count)")
        return paths[paths.count - 1]
    }

    public func turn(_ body: () -> Void) {
        ask(body)
        ask {}  // What is asked from here later comes in a later turn, so the first one is over.
    }

    public func run(for duration: Duration, until condition: () -> Bool) -> Bool {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: duration)
        var pause: useconds_t = 50
        while true {
            if ask(condition) { return true }
            if clock.now >= deadline { return false }
            usleep(pause)
            pause = min(pause * 2, 2_000)
        }
    }

    /// Runs `body` on the loop and brings back what it returns.
    @discardableResult
    public func ask<Value>(_ body: () -> Value) -> Value {
        withoutActuallyEscaping(body) { body in
            let errand = Errand(body)
            eventLoop.post { errand.run() }
            return errand.wait()
        }
    }

    /// Ends the loop, and names the handles that it found open.
    public func end() -> [String] {
        eventLoop.shutdownAndWait()
        return eventLoop.handlesLeft
    }
}

/// What one thread asks of another, and waits for.
private final class Errand<Value>: @unchecked Sendable {  // Sendable: whoever waits does nothing else meanwhile.
    private var body: (() -> Value)?
    private var value: Value?
    private let done = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init(_ body: @escaping () -> Value) {
        self.body = body
        sem_init(done, 0, 0)
    }

    deinit {
        sem_destroy(done)
        done.deallocate()
    }

    func run() {
        value = body?()
        body = nil  // Before the other thread goes on: what it lent is its own again.
        sem_post(done)
    }

    func wait() -> Value {
        while sem_wait(done) != 0 {}
        guard let value = value.take() else { preconditionFailure("an errand that brought nothing") }
        return value
    }
}
