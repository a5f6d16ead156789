import LifelineCore

extension HandPicked {
    /// `M()` with some fields set.
    static func made<M: Message>(_ type: M.Type, _ set: (inout M) -> Void) -> M {
        var message = M()
        set(&message)
        return message
    }

    static func position(_ epoch: UInt32, _ seq: UInt64) -> Position {
        var position = Position()
        position.epoch = epoch
        position.seq = seq
        return position
    }

    private static func subscription(_ name: ChannelName, _ since: Position?, _ maxRate: Float? = nil) -> Wish {
        var subscription = Wish()
        subscription.name = name
        subscription.since = since
        subscription.maxRate = maxRate
        return subscription
    }

    private static func grant(_ name: ChannelName, _ handle: UInt32, _ delivery: Delivery, _ rights: Rights) -> Grant {
        var grant = Grant()
        grant.name = name
        grant.handle = handle
        grant.delivery = delivery
        grant.epoch = 0x1234_5678
        grant.seq = UInt64(handle) * 1000
        grant.recovered = handle == 1
        grant.rights = rights
        return grant
    }

    private static let hello = made(Hello.self) {
        $0.client = "lifeline.js/0.1"
        $0.auth = Secret("0123456789abcdef0123456789abcdef")
        $0.channels = [
            subscription("energy", position(0x1234_5678, 1207)), subscription("council", nil),
            subscription("thread:1f0c", position(1, 0), 29.97),
        ]
        $0.codec = .mixed
        $0.session = "s-42"
        $0.window = 8
        $0.caps = ["delta", "zoom"]
    }

    private static let welcome = made(Welcome.self) {
        $0.session = "s-42"
        $0.resumed = true
        $0.server = "lifeline/0.1.0"
        $0.version = "1.0"
        $0.heartbeat = 1000
        $0.timeout = 3000
        $0.window = 8
        $0.recordMax = 1 << 20
        $0.caps = ["delta"]
        $0.channels = [grant("energy", 1, .state, [.read]), grant("thread:1f0c", 256, .event, [.read, .publish])]
        var refusal = Refusal()
        refusal.name = "experience"
        refusal.code = 202
        $0.refused = [refusal]
    }

    static let control: [VectorCase] = [
        VectorCase("typical", "a client that comes back", hello),
        VectorCase(
            "empty lists", "present and empty is not absent",
            made(Hello.self) {
                $0.client = "ten-lines.py"
                $0.channels = []
                $0.caps = []
            }),
        VectorCase(
            "empty names", "present and empty, alone and in a list",
            made(Hello.self) {
                $0.session = Name()
                $0.caps = [Name(), "a", Name()]
            }),
        VectorCase("typical", "two channels granted, one refused", welcome),
        VectorCase(
            "typical", "the services are ready",
            made(StartupComplete.self) {
                $0.model = "llama-3-8b"
                $0.tier = .mid
                $0.version = "0.1.0"
                $0.models = ["llama-3-8b", "qwen2.5:7b-instruct-q4_K_M", "org/model@rev=1+a"]
                $0.state = "idle"
            }),
        VectorCase(
            "typical", "a model failed to load",
            made(ModelStatus.self) {
                $0.model = 2
                $0.status = .error
                $0.code = 501
            }),
        VectorCase("question", "a heartbeat that asks has an id and nothing else", Heartbeat()) { $0.reference = 7 },
        VectorCase(
            "answer", "its answer echoes the asker's time",
            made(Heartbeat.self) {
                $0.echo = Timestamp(microseconds: 1_692_300_000_123_457)
                $0.lag = 3
                $0.hidden = false
            }
        ) {
            $0.reference = 7
            $0.flags = .answer
        },
        VectorCase("highest id", "references are u32", Heartbeat()) { $0.reference = .max },
        VectorCase(
            "typical", "one more channel, from where it was left",
            made(Subscribe.self) {
                $0.name = "thread:1f0c"
                $0.since = position(9, 77)
                $0.maxRate = 60
            }
        ) { $0.reference = 8 },
        VectorCase(
            "typical", "a channel is heard",
            made(Subscribed.self) {
                $0.name = "thread:1f0c"
                $0.handle = 256
                $0.delivery = .event
                $0.epoch = 9
                $0.seq = 80
                $0.recovered = true
                $0.rights = [.read, .request]
            }
        ) {
            $0.reference = 8
            $0.flags = .answer
        },
        VectorCase("typical", "a channel is wanted no longer", made(Unsubscribe.self) { $0.name = "energy" }),
        VectorCase(
            "typical", "the server took a channel away",
            made(Unsubscribed.self) {
                $0.name = "council"
                $0.code = 202
            }),
        VectorCase("typical", "four records were applied", made(Ack.self) { $0.received = 4 }),
        VectorCase(
            "typical", "a gap in the seqs",
            made(Resync.self) {
                $0.name = "council"
                $0.reason = "gap"
            }),
        VectorCase(
            "typical", "what a slow reader missed",
            made(Lag.self) {
                $0.name = "energy"
                $0.conflated = 120
                $0.dropped = 1
            }),
        VectorCase("typical", "a client wants energy frames", made(SetCodec.self) { $0.codec = .energy }),
        VectorCase("typical", "the last record in JSON", made(CodecSet.self) { $0.codec = .energy }),
        VectorCase("typical", "a fresh token", made(Auth.self) { $0.token = Secret("fresh=token+/") ?? Secret() }),
        VectorCase(
            "typical", "a bad message; the connection lives",
            made(ErrorEvent.self) {
                $0.code = 101
                $0.name = "bad_message"
                $0.message = "byte \(17): a required field is missing (\"tokens\")"
                $0.channel = "energy"
            }),
        VectorCase(
            "typical", "come back in a second",
            made(Goodbye.self) {
                $0.code = 4003
                $0.message = "restarting"
                $0.resume = true
                $0.retry = 1000
            }),
    ]
}
