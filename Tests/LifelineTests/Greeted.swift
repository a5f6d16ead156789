import LifelineCore

/// A link whose peer said something before its first record, as over a WebSocket.
final class Greeted: Link, LinkOwner {
    private let link: any Link
    var owner: (any LinkOwner)?
    var greeting: Greeting
    /// As a WebSocket has them.
    var hasPings = false
    /// Its peer lives.
    var answersPings = true
    private(set) var pings = 0

    init(_ link: any Link, _ greeting: Greeting) {
        self.link = link
        self.greeting = greeting
        link.owner = self
    }

    var peer: LifelineCore.Peer { link.peer }

    func send(_ record: Record) -> Flow { link.send(record) }
    func send(copying bytes: UnsafeRawBufferPointer, _ form: RecordForm) -> Flow { link.send(copying: bytes, form) }
    func ping() -> Bool {
        pings += 1
        if answersPings { heard() }
        return hasPings
    }
    func pause() { link.pause() }
    func resume() { link.resume() }
    func close(_ close: Close) { link.close(close) }

    func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) { owner?.received(record, form) }
    func drained() { owner?.drained() }
    func heard() { owner?.heard() }
    func closed(_ close: Close) {
        let last = owner
        owner = nil
        last?.closed(close)
    }
}
