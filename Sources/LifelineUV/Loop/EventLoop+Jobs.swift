/// Work for the loop: from its own thread it is a line in a queue, from another one line and at most one wake-up.
extension EventLoop {
    public func enqueue(_ job: consuming ExecutorJob) { put(.job(UnownedJob(job))) }

    /// Runs `body` on the loop: in this turn if called there, else in one of the next. From any thread; what one
    /// thread posts stays in order. After `shutdown` it still runs, on a thread of its own: every stream is closed.
    public func post(_ body: @escaping @Sendable () -> Void) { put(.body(body)) }

    /// Runs `body` on the loop and brings back what it returns or throws.
    public func perform<Value: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withUnsafeContinuation { continuation in
            post { continuation.resume(returning: Result(catching: body)) }
        }
        return try result.get()
    }

    public func checkIsolated() {
        precondition(isCurrent, "this belongs to the event loop '\(name)': hop there with loop.perform { … }")
    }

    public func isIsolatingCurrentContext() -> Bool? { isCurrent }

    private func put(_ job: Job) {
        if isCurrent {
            jobs.append(job)
            turnHasWork = true
        } else if mailbox.put(job) {
            thread.startLate(self)
        }
    }

    func run(_ job: Job) {
        switch job {
        case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
        case .body(let body): body()
        case .taken: break
        }
    }

    /// The thread of what came after the end. Leaves when nothing is left; once dismissed it touches nothing more, since
    /// the next one may have begun.
    func runLate() {
        while mailbox.collectLate(into: &jobs) {
            claimThread()
            while let job = jobs.next() { run(job) }
            tasks = []
            leaveThread()
        }
    }
}
