import LifelineCore
import WebSocketTransport

/// Answers each message as it came, until the server has seen enough.
final class Echo: LinkOwner {
    private unowned let link: WebSocketLink
    private let over: () -> Void

    init(_ link: WebSocketLink, over: @escaping () -> Void) {
        self.link = link
        self.over = over
    }

    func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {
        if link.send(copying: record, form) == .congested { link.pause() }
    }
    func drained() { link.resume() }
    func closed(_ close: Close) { over() }
}
