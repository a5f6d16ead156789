import LifelineCore
import LifelineSession

/// A server's session at a desk with three channels, and what it said.
struct ServerHall: ServerDesk {
    var session: ServerSession
    var effects: [ServerEffect] = []
    var now = Instant(nanoseconds: 0)

    init(_ limits: SessionLimits = SessionLimits()) {
        session = ServerSession(.local, limits, codec: .json, at: now)
    }

    var defaultChannels: [ChannelName] { ["energy", "council"] }

    func offer(_ channel: ChannelName) -> Offer? {
        let handles: [ChannelName: UInt32] = ["energy": 1, "council": 3, "secret": 4, "room:1": 256, "room:2": 257]
        guard let handle = handles[channel] else { return nil }
        return Offer(
            name: channel, handle: ChannelHandle(rawValue: handle), delivery: channel == "energy" ? .state : .event,
            epoch: 5, head: 100, oldest: 91, rights: channel == "secret" ? [] : .read)
    }

    mutating func say(_ body: (inout ServerSession, Instant, ServerHall, inout [ServerEffect]) -> Void) {
        effects = []
        body(&session, now, self, &effects)
    }

    mutating func hello(_ channels: [ChannelName]? = nil, since: Position? = nil, window: UInt16? = nil) {
        var hello = Hello()
        hello.window = window
        hello.channels = channels?.map { name in
            var wish = Wish()
            wish.name = name
            wish.since = since
            return wish
        }
        say { $0.hello(hello, session: "s", resumed: false, server: "t", recordMax: 1, at: $1, $2, &$3) }
    }

    mutating func request(_ reference: UInt32) {
        var envelope = Envelope()
        envelope.reference = reference
        say { session, now, _, effects in session.request(Request(), envelope, at: now, &effects) }
    }

    mutating func subscribe(_ name: ChannelName) {
        var message = Subscribe()
        message.name = name
        say { $0.subscribe(message, at: $1, $2, &$3) }
    }

    func said<M: Message>(_ type: M.Type) -> M? {
        for case .send(let message as M, _, _) in effects { return message }
        return nil
    }

    var closed: Close? {
        if case .close(let close)? = effects.last { close } else { nil }
    }

    var fault: UInt16? { said(ErrorEvent.self)?.code }
}

func position(_ epoch: UInt32, _ seq: UInt64) -> Position {
    var position = Position()
    position.epoch = epoch
    position.seq = seq
    return position
}
