import LifelineCore
import LifelineSession
import Testing

@Suite("A client's session")
struct ClientSessionTests {
    /// A session and what it did.
    struct Booth {
        var session = ClientSession()
        var effects: [ClientEffect] = []
        var now = Instant(nanoseconds: 0)

        mutating func on(_ body: (inout ClientSession, Instant, inout [ClientEffect]) -> Void) {
            effects = []
            body(&session, now, &effects)
        }

        mutating func wait(_ duration: Duration) {
            now = now.advanced(by: duration)
            on { $0.woke(at: $1, &$2) }
        }

        mutating func lose(_ close: Close = .lost, entropy: UInt64 = .max) {
            on { $0.linkClosed(close, at: $1, entropy: entropy, &$2) }
        }

        mutating func open(
            resumed: Bool = false, recovered: Bool = false, epoch: UInt32 = 5, seq: UInt64 = 10, window: UInt16 = 8
        ) {
            if session.state == .idle { on { $0.start(at: $1, &$2) } }
            if session.state == .retry { on { $0.hurry(at: $1, &$2) } }
            on { $0.linkOpened(at: $1, &$2) }
            welcome(resumed: resumed, recovered: recovered, epoch: epoch, seq: seq, window: window)
        }

        mutating func welcome(
            resumed: Bool = false, recovered: Bool = false, epoch: UInt32 = 5, seq: UInt64 = 10, window: UInt16 = 8
        ) {
            var welcome = Welcome()
            welcome.session = "s"
            welcome.resumed = resumed
            welcome.heartbeat = 1_000
            welcome.timeout = 3_000
            welcome.window = window
            var grant = Grant()
            grant.name = "council"
            grant.handle = 3
            grant.delivery = .event
            grant.epoch = epoch
            grant.seq = seq
            grant.recovered = recovered
            welcome.channels = [grant]
            on { $0.welcome(welcome, at: $1, &$2) }
        }

        mutating func snapshot(_ seq: UInt64, last: Bool = true) -> ChannelTracker.SnapshotArrival {
            var (envelope, snapshot) = (Envelope(), StateSnapshot())
            envelope.channel = ChannelHandle(rawValue: 3)
            envelope.seq = seq
            snapshot.epoch = 5
            snapshot.last = last
            return session.arrived(snapshot, envelope)
        }

        mutating func request(_ key: Name?) -> UInt32? {
            var request = Request()
            request.key = key
            var reference: UInt32?
            on { session, _, effects in reference = session.request(request, &effects) }
            return reference
        }

        func said<M: Message>(_ type: M.Type) -> [M] {
            effects.compactMap { if case .send(let message as M, _, _) = $0 { message } else { nil } }
        }

        var failed: [UInt32] {
            effects.compactMap { if case .failed(let reference, _) = $0 { reference } else { nil } }
        }

        var isDialling: Bool { effects.contains { if case .dial = $0 { true } else { false } } }
    }

    @Test("idle, connecting, open, retry, connecting, closed")
    func states() {
        var booth = Booth()
        #expect(booth.session.state == .idle)
        booth.on { $0.start(at: $1, &$2) }
        #expect(booth.session.state == .connecting && booth.isDialling)
        booth.open()
        #expect(booth.session.state == .open)
        booth.lose()
        #expect(booth.session.state == .retry)
        booth.wait(.milliseconds(100))
        #expect(booth.session.state == .connecting && booth.isDialling)
        booth.on { session, _, effects in session.close(.normal, &effects) }
        #expect(booth.session.state == .closed && booth.session.wakeAt == nil)
        booth.on { $0.start(at: $1, &$2) }
        #expect(booth.effects.isEmpty)
    }

    @Test("Waits longer from one attempt to the next, and not after five steady seconds")
    func retry() {
        var booth = Booth()
        booth.on { $0.start(at: $1, &$2) }
        for milliseconds in [100, 250, 500, 1_000] {
            booth.lose()
            #expect(booth.session.wakeAt == booth.now.advanced(by: .milliseconds(milliseconds)))
            booth.wait(.milliseconds(milliseconds - 1))
            #expect(!booth.isDialling)
            booth.wait(.milliseconds(1))
            #expect(booth.isDialling)
        }
        booth.open()
        booth.now = booth.now.advanced(by: .milliseconds(4_999))
        booth.lose()
        #expect(booth.session.backoff.attempts == 5)
        booth.open()
        booth.now = booth.now.advanced(by: .seconds(5))
        booth.lose()
        #expect(booth.session.backoff.attempts == 1)
    }

    @Test("Hurries when there is reason to, and only then")
    func hurry() {
        var booth = Booth()
        booth.on { $0.hurry(at: $1, &$2) }
        #expect(booth.effects.isEmpty)
        booth.open()
        booth.lose()
        booth.on { $0.hurry(at: $1, &$2) }
        #expect(booth.isDialling)
    }

    @Test("A server's word on when to come back goes before its own")
    func retryOverride() {
        var booth = Booth()
        booth.open()
        var goodbye = Goodbye()
        goodbye.code = Close.restarting.code
        goodbye.retry = 5_000
        booth.on { session, _, effects in session.goodbye(goodbye, &effects) }
        booth.lose(.restarting, entropy: 0)
        #expect(booth.session.wakeAt == booth.now.advanced(by: .seconds(5)))
        booth.on { $0.hurry(at: $1, &$2) }
        booth.lose(.lost, entropy: 0)
        #expect(booth.session.wakeAt == booth.now, "it holds for one wait")
    }

    @Test("A server can ask for a wait of five minutes, and no longer", arguments: [299_999, 300_000, 300_001, .max])
    func retryOverrideIsBounded(retry: UInt32) {
        var booth = Booth()
        booth.open()
        var goodbye = Goodbye()
        goodbye.code = Close.restarting.code
        goodbye.retry = retry
        booth.on { session, _, effects in session.goodbye(goodbye, &effects) }
        booth.lose(.restarting, entropy: 0)
        #expect(booth.session.wakeAt == booth.now.advanced(by: .milliseconds(min(Int64(retry), 300_000))))
    }

    @Test("Final codes end it, others do not", arguments: [1000, 4500, 4502, 4503, 4504, 4507] as [UInt16])
    func final(code: UInt16) {
        var booth = Booth()
        booth.open()
        booth.lose(Close(code))
        #expect(booth.session.state == .closed)
    }

    @Test("It comes back after these", arguments: [1001, 1006, 4000, 4001, 4003, 4005, 4506] as [UInt16])
    func notFinal(code: UInt16) {
        var booth = Booth()
        booth.open()
        booth.lose(Close(code))
        #expect(booth.session.state == .retry)
    }

    @Test("A goodbye counts even if the link ends without a word")
    func goodbyeCounts() {
        var booth = Booth()
        booth.open()
        var goodbye = Goodbye()
        goodbye.code = Close.superseded.code
        booth.on { session, _, effects in session.goodbye(goodbye, &effects) }
        booth.lose(.lost)
        #expect(booth.session.state == .closed)
    }

    @Test("Superseded by a hello of its own that came late, it comes back; once")
    func ownHello() {
        var booth = Booth()
        booth.on { $0.start(at: $1, &$2) }
        booth.on { $0.linkOpened(at: $1, &$2) }
        booth.lose()
        booth.open()
        booth.lose(.superseded)
        #expect(booth.session.state == .retry)
        booth.open()
        booth.lose(.superseded)
        #expect(booth.session.state == .closed)
    }

    @Test("Keeps a position only of what it holds whole")
    func positions() {
        var booth = Booth()
        booth.open()
        func since() -> Position? {
            booth.lose()
            booth.on { $0.hurry(at: $1, &$2) }
            booth.on { $0.linkOpened(at: $1, &$2) }
            return booth.said(Hello.self).first?.channels?.first?.since
        }
        #expect(booth.snapshot(10, last: false) == .part)
        #expect(since() == nil, "half a snapshot")
        booth.lose()
        booth.open()
        #expect(booth.snapshot(10) == .complete)
        #expect(since() == position(5, 10))
        #expect(booth.said(Hello.self).first?.session == "s")
    }

    @Test("A request with a key is sent again after a resume and answered once; one without fails")
    func requests() {
        var booth = Booth()
        booth.open()
        let keyed = booth.request("k") ?? 0
        let bare = booth.request(nil) ?? 0
        booth.lose()
        #expect(booth.failed == [bare])
        let queued = booth.request(nil) ?? 0
        #expect(booth.said(Request.self).isEmpty)
        booth.open(resumed: true)
        #expect(booth.said(Request.self).map(\.key) == ["k", nil])
        for isFirst in [true, false] {
            booth.on { session, _, effects in session.reply(Reply(), keyed, &effects) }
            #expect(booth.effects.isEmpty != isFirst)
        }
        booth.on { session, _, effects in session.close(.normal, &effects) }
        #expect(booth.failed == [queued])
    }

    @Test("What was sent to a session that is forgotten fails instead of happening twice")
    func forgotten() {
        var booth = Booth()
        booth.open()
        let sent = booth.request("sent") ?? 0
        booth.lose()
        _ = booth.request("new") ?? 0
        booth.open(resumed: false)
        #expect(booth.failed == [sent])
        #expect(booth.said(Request.self).map(\.key) == ["new"])
    }

    @Test("Has as many requests open as it may")
    func requestsMax() {
        var booth = Booth()
        let taken = (0..<65).compactMap { _ in booth.request("k") }.count
        #expect(taken == 64)
    }

    @Test("A request that was given up is not sent again, nor failed, and makes room")
    func abandoned() {
        var booth = Booth()
        booth.open()
        let first = booth.request("a") ?? 0
        for _ in 0..<63 { _ = booth.request("b") }
        #expect(booth.request("c") == nil)
        booth.session.abandon(first)
        #expect(booth.request("c") != nil)
        booth.lose()
        booth.open(resumed: true)
        #expect(booth.said(Request.self).count { $0.key == "a" } == 0)
        #expect(booth.said(Request.self).count == 64)
        booth.on { session, _, effects in session.close(.normal, &effects) }
        #expect(!booth.failed.contains(first))
    }

    @Test("Acknowledges each half window, and asks for no wake to do it")
    func acks() {
        var booth = Booth()
        booth.open()
        let wakeAt = booth.session.wakeAt
        for received in 1...8 as ClosedRange<UInt64> {
            booth.on { session, _, effects in session.applied(&effects) }
            #expect(booth.said(Ack.self).map(\.received) == (received % 4 == 0 ? [received] : []))
        }
        #expect(booth.session.wakeAt == wakeAt)
    }

    @Test(
        "Acknowledges every record of a window of one, and none without a window", arguments: [0, 1, 2, 3] as [UInt16])
    func smallWindows(window: UInt16) {
        var booth = Booth()
        booth.open(window: window)
        booth.on { session, _, effects in session.applied(&effects) }
        #expect(booth.said(Ack.self).map(\.received) == (window > 0 ? [1] : []))
    }

    @Test("Gives up a silent server at the timeout, and asks for no more wakes")
    func silence() {
        var booth = Booth()
        booth.open()
        for second in 1...3 {
            booth.wait(.seconds(1))
            #expect(booth.said(Heartbeat.self).count == (second < 3 ? 1 : 0))
        }
        guard case .closeLink(.heartbeatTimeout)? = booth.effects.last else {
            Issue.record("\(booth.effects)")
            return
        }
        #expect(booth.session.wakeAt == nil)
    }

    @Test("A channel that is given up while its answer is under way stays given up")
    func givenUp() {
        var booth = Booth()
        booth.open()
        #expect(booth.snapshot(10) == .complete)
        booth.on { session, _, effects in session.subscribe("council", &effects) }
        #expect(booth.said(Subscribe.self).first?.since == position(5, 10))
        booth.on { session, _, effects in session.unsubscribe("council", &effects) }
        var answer = Subscribed()
        answer.name = "council"
        answer.handle = 3
        answer.recovered = true
        booth.on { session, _, effects in session.subscribed(answer, &effects) }
        #expect(booth.effects.isEmpty && booth.session.channels.isEmpty)
        booth.on { session, _, effects in session.subscribe("council", &effects) }
        booth.on { session, _, effects in session.subscribed(answer, &effects) }
        #expect(booth.said(Resync.self).count == 1, "resumed from a place it no longer has")
    }

    @Test("What was given up or taken up after the hello is told once the welcome is there")
    func changedMind() {
        var options = ClientSession.Options()
        options.channels = ["council", "energy"]
        var booth = Booth(session: ClientSession(options))
        booth.on { $0.start(at: $1, &$2) }
        booth.on { $0.linkOpened(at: $1, &$2) }
        #expect(booth.said(Hello.self).first?.channels?.map(\.name) == ["council", "energy"])
        booth.on { session, _, effects in
            session.unsubscribe("council", &effects)
            session.subscribe("reward", &effects)
        }
        #expect(booth.effects.isEmpty)
        booth.welcome()
        #expect(booth.said(Unsubscribe.self).map(\.name) == ["council"])
        #expect(
            booth.said(Subscribe.self).map(\.name) == ["energy", "reward"], "energy was neither granted nor refused")
        #expect(booth.session.channels.isEmpty)
    }

    @Test("What was given up or taken up before the first welcome is not forgotten")
    func earlyMind() {
        var booth = Booth()
        booth.on { session, _, effects in
            session.subscribe("one", &effects)
            session.unsubscribe("council", &effects)
        }
        booth.open()
        #expect(booth.said(Unsubscribe.self).map(\.name) == ["council"])
        #expect(booth.said(Subscribe.self).map(\.name) == ["one"])
        booth.lose()
        booth.on { $0.hurry(at: $1, &$2) }
        booth.on { $0.linkOpened(at: $1, &$2) }
        #expect(booth.said(Hello.self).first?.channels?.map(\.name) == ["one"])
    }
}
