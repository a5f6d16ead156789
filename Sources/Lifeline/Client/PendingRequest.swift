internal import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// A request that a task waits for: until its answer comes, or the task is cancelled.
final class PendingRequest: @unchecked Sendable {
    // Sendable: what can change is touched on the core's loop only.
    typealias Answer = Result<Reply, any Error>

    private let core: ClientCore
    private let request: Request
    private var reference: UInt32?
    private var waiter: UnsafeContinuation<Answer, Never>?
    private var isGivenUp = false

    init(_ request: Request, _ core: ClientCore) {
        self.request = request
        self.core = core
    }

    /// Asks, and waits. To be called once.
    func answer() async -> Answer {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { waiter in core.loop.post { self.ask(waiter) } }
        } onCancel: {
            core.loop.post { self.giveUp() }
        }
    }

    private func ask(_ waiter: UnsafeContinuation<Answer, Never>) {
        // Cancelled before it began: nobody has been asked anything.
        guard !isGivenUp else { return waiter.resume(returning: .failure(CancellationError())) }
        self.waiter = waiter
        reference = core.line.request(request) { self.conclude($0.mapError { $0 }) }
    }

    private func giveUp() {
        isGivenUp = true
        if let reference { core.line.abandon(reference) }
        conclude(.failure(CancellationError()))
    }

    /// The first word counts.
    private func conclude(_ answer: Answer) {
        waiter?.resume(returning: answer)
        waiter = nil
    }
}
