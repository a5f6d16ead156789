internal import CLibuv
internal import Glibc
public import LifelineCore
internal import Synchronization

/// One thread, one libuv loop, and the order of everything that happens on it.
///
/// It hosts streams, keeps time, and is a `SerialExecutor`, so that actors can live on it and call each other without a
/// hop. It runs until `shutdown()`; dropping the last reference does not end it.
///
///     let loop = EventLoop(name: "wire")
///     loop.post { loop.wake(at: loop.now.advanced(by: .seconds(1))) { print("a second later") } }
///     await loop.shutdown()
public final class EventLoop: Loop, ReachableLoop, SerialExecutor, @unchecked Sendable {
    // Sendable: `name`, `mailbox`, `threadID`, `thread` and `leftover` are made for every thread. Everything
    // else is touched on the loop's own thread only, between the start of `main` and the end.

    public let name: String
    let handles: UnsafeMutablePointer<LoopHandles>
    let mailbox: Mailbox
    /// Whose thread this is: `pthread_self()`, 0 while nobody runs it.
    let threadID = Atomic<UInt>(0)
    let thread = LoopThread()
    let leftover = Locked<[String]>([])

    /// The time of this turn in nanoseconds; 0 until somebody asks.
    var clock: Int64 = 0
    /// True if the end of this turn has anything to do.
    var turnHasWork = false
    var idling = false
    var stopping = false
    /// What is to be called when it ends, by number.
    var endings: [UInt64: () -> Void] = [:]
    var nextEnding: UInt64 = 1
    // Unchecked: every access to these ends before anybody else's code is called, so none can overlap.
    @exclusivity(unchecked) var jobs = JobQueue()
    @exclusivity(unchecked) var tasks: ContiguousArray<any TurnTask> = []
    @exclusivity(unchecked) var tasksRunning: ContiguousArray<any TurnTask> = []

    var wakes = WakeHeap()
    var wakesDue: ContiguousArray<Int32> = []
    /// The kernel's timer, and what it is set to: nanoseconds, 0 if it is not set.
    var timer: CInt = -1
    var timerDue: Int64 = 0

    /// What one turn runs of its jobs before sockets get theirs.
    static let turnJobsMax = 256
    /// How often the end of one turn starts over because it made work for itself.
    static let turnRoundsMax = 8

    /// What the streams share: the buffer they read into, what they write in one turn, who has to be looked at.
    let readBuffer = ReadBuffer()
    let outbox: UnsafeMutablePointer<Outbox>
    var vigil = StreamVigil()

    /// Starts a thread of that name (15 bytes are shown by the system) which runs the loop.
    public convenience init(name: String = "lifeline") {
        self.init(named: name)
        thread.start(self)
    }

    /// Runs a loop on the calling thread. Returns when somebody has shut it down; `body` is its first turn.
    public static func run(name: String = "lifeline", _ body: (EventLoop) -> Void) {
        let loop = EventLoop(named: name)
        loop.main(first: body)
    }

    private init(named name: String) {
        EventLoop.prepareProcess
        self.name = name
        handles = .allocate(capacity: 1)
        handles.initialize(to: LoopHandles())
        mailbox = Mailbox(handles.async)
        outbox = .allocate(capacity: 1)
        outbox.initialize(to: Outbox())
        let code = openHandles()
        precondition(code == 0, "no event loop: \(uvText(code)); raise the limit of open files")
    }

    deinit {
        handles.deallocate()
        readBuffer.free()
        outbox.pointee.free()
        outbox.deinitialize(count: 1)
        outbox.deallocate()
    }

    /// A peer that left must not end the process: libuv writes with `write`. Nor may a connection become standard error
    /// because that was closed: libuv refuses to close descriptors 0 to 2, and all complaints would go to a peer.
    private static let prepareProcess: Void = {
        _ = signal(SIGPIPE, SIG_IGN)
        for descriptor in CInt(0)...2 where fcntl(descriptor, F_GETFD) < 0 { _ = Glibc.open("/dev/null", O_RDWR) }
    }()

    private func openHandles() -> CInt {
        let me = Unmanaged.passUnretained(self).toOpaque()
        var code = uv_loop_init(handles.loop)
        if code == 0 { code = uv_async_init(handles.loop, handles.async, onMail) }
        if code == 0 { code = openTimer() }
        if code == 0 { code = uv_idle_init(handles.loop, handles.idle) }
        handles.async.pointee.data = me
        handles.timer.pointee.data = me
        handles.idle.pointee.data = me
        return code
    }

    /// The thread's whole life. The caller holds a reference until it returns.
    func main(first: (EventLoop) -> Void) {
        claimThread()
        beginTurn()
        first(self)
        endTurn()
        uv_run(handles.loop, UV_RUN_DEFAULT)
        end()
    }

    // MARK: Where are we

    /// True on the loop's own thread.
    public var isCurrent: Bool { threadID.load(ordering: .relaxed) == UInt(pthread_self()) }

    func claimThread() { threadID.store(UInt(pthread_self()), ordering: .relaxed) }
    func leaveThread() { threadID.store(0, ordering: .relaxed) }

    /// How often other threads had to wake the loop. Many calls that came together cost one.
    public var wakeups: Int { mailbox.wakeups.load(ordering: .relaxed) }
}

nonisolated private func onMail(_ handle: UnsafeMutablePointer<uv_async_t>?) {
    Unmanaged<EventLoop>.fromOpaque(handle.unsafelyUnwrapped.pointee.data)._withUnsafeGuaranteedRef { loop in
        loop.collectMail()
    }
}

/// The system's words for one of libuv's codes.
func uvText(_ code: CInt) -> String { uv_strerror(code).map { String(cString: $0) } ?? "error \(code)" }
