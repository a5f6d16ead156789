import HTTPHead
import LifelineCore

/// What a connection needs only until it is a WebSocket. Freed then, so that an idle one does not carry it.
final class Handshake {
    /// The link owns its handshake, so this cannot outlive it.
    unowned(unsafe) private(set) var link: WebSocketLink?
    let desk: FrontDesk?
    var reader: RequestReader
    /// A POST whose body is still to come.
    var request: HTTPRequest?
    var bodyLeft = 0
    var greeting = Greeting()

    // The desk's list.
    var deadline: Instant?
    unowned(unsafe) var older: Handshake?
    unowned(unsafe) var newer: Handshake?

    init(_ link: WebSocketLink, _ desk: FrontDesk, _ limits: HeadLimits) {
        self.link = link
        self.desk = desk
        reader = RequestReader(limits)
    }

    func forgetLink() { link = nil }
}
