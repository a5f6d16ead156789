import LifelineCore
import LifelineSession
import Testing

@Suite("A server's session")
struct ServerSessionTests {
    @Test("Waits two seconds for hello, and not longer")
    func helloTimeout() {
        var hall = ServerHall()
        #expect(hall.session.deadline == Instant(nanoseconds: 2_000_000_000))
        hall.now = Instant(nanoseconds: 1_999_999_999)
        hall.say { session, now, _, effects in session.woke(at: now, &effects) }
        #expect(hall.effects.isEmpty)
        hall.now = Instant(nanoseconds: 2_000_000_000)
        hall.say { session, now, _, effects in session.woke(at: now, &effects) }
        #expect(hall.closed == .helloTimeout)
        #expect(hall.said(Goodbye.self)?.code == 4506)
        #expect(hall.session.deadline == nil)
    }

    @Test("Says welcome to hello; a second hello is a bad message and changes nothing")
    func secondHello() {
        var hall = ServerHall()
        hall.hello()
        #expect(hall.said(Welcome.self)?.channels.map(\.name) == ["energy", "council"])
        let before = hall.session.subscriptions.map(\.channel)
        hall.hello(["room:1"])
        #expect(hall.fault == 101)
        #expect(hall.session.phase == .open && hall.session.subscriptions.map(\.channel) == before)
    }

    @Test("Hears nothing before hello")
    func beforeHello() {
        var hall = ServerHall()
        hall.subscribe("energy")
        #expect(hall.closed == .protocolError)
        #expect(hall.session.subscriptions.isEmpty)
    }

    @Test("Resumes what its log still holds, and nothing else")
    func resume() {
        func recovered(_ name: ChannelName, _ since: Position) -> Bool? {
            var hall = ServerHall()
            hall.hello([name], since: since)
            return hall.said(Welcome.self)?.channels.first?.recovered
        }
        #expect(recovered("council", position(5, 90)) == true, "the oldest it holds comes next")
        #expect(recovered("council", position(5, 89)) == false, "one too old")
        #expect(recovered("council", position(5, 100)) == true, "nothing was missed")
        #expect(recovered("council", position(5, 101)) == false, "a position from the future")
        #expect(recovered("council", position(5, .max)) == false)
        #expect(recovered("council", position(4, 95)) == false, "another epoch")
        #expect(recovered("energy", position(5, 100)) == false, "state begins with a snapshot")
    }

    @Test("Refuses unknown and forbidden channels, each for itself")
    func refusals() {
        var hall = ServerHall()
        hall.hello(["council", "nowhere", "secret"])
        let welcome = hall.said(Welcome.self)
        #expect(welcome?.channels.map(\.name) == ["council"])
        #expect(welcome?.refused?.map(\.code) == [301, 202])
        hall.subscribe("nowhere")
        #expect(hall.fault == 301)
        hall.subscribe("secret")
        #expect(hall.fault == 202)
        #expect(hall.session.phase == .open)
    }

    @Test("Takes as many subscriptions as it may; the same again is no other")
    func subscriptionsMax() {
        var limits = SessionLimits()
        limits.subscriptionsMax = 2
        var hall = ServerHall(limits)
        hall.hello(["council"])
        hall.subscribe("room:1")
        #expect(hall.said(Subscribed.self) != nil)
        hall.subscribe("room:2")
        #expect(hall.fault == 401)
        hall.subscribe("room:1")
        #expect(hall.said(Subscribed.self) != nil)
        #expect(hall.session.subscriptions.count == 2)
    }

    @Test("Unsubscribes what is subscribed")
    func unsubscribe() {
        var hall = ServerHall()
        hall.hello(["council"])
        for isThere in [true, false] {
            var message = Unsubscribe()
            message.name = "council"
            hall.say { session, now, _, effects in session.unsubscribe(message, at: now, &effects) }
            #expect((hall.said(Unsubscribed.self) != nil) == isThere)
            #expect(hall.fault == (isThere ? nil : 302))
        }
    }

    @Test("Has as many requests open as it may; each id once; each answered once")
    func requests() {
        var limits = SessionLimits()
        limits.requestsMax = 2
        var hall = ServerHall(limits)
        hall.hello()
        hall.request(0)
        #expect(hall.fault == 101, "a request needs an id")
        for id: UInt32 in [1, 2] { hall.request(id) }
        hall.request(2)
        #expect(hall.fault == 101, "an id in use, though the session is full")
        hall.request(3)
        #expect(hall.said(Reply.self)?.error?.code == 401)
        for isFirst in [true, false] {
            hall.say { session, _, _, effects in session.reply(1, Reply(), &effects) }
            #expect((hall.said(Reply.self) != nil) == isFirst)
        }
        hall.request(3)
        #expect(hall.said(Reply.self) == nil)
    }

    @Test("An ack of what was never sent is a bad message")
    func ack() {
        var hall = ServerHall()
        hall.hello(window: 2)
        hall.session.sent()
        for (received, fault) in [(UInt64(1), nil), (2, 101), (.max, 101)] as [(UInt64, UInt16?)] {
            var ack = Ack()
            ack.received = received
            hall.say { session, now, _, effects in session.ack(ack, at: now, &effects) }
            #expect(hall.fault == fault)
        }
    }

    @Test("A full window and a congested link hold data back")
    func window() {
        var logs = ChannelLogs<Int>()
        logs[ChannelHandle(rawValue: 3)] = ChannelLog(ChannelHandle(rawValue: 3), .event, epoch: 5)
        var hall = ServerHall()
        hall.hello(["council"], window: 1)
        func plan(_ hall: inout ServerHall, isCongested: Bool) -> Int {
            var plan: [Parcel] = []
            hall.say { session, now, _, effects in
                _ = session.flush(
                    logs, at: now, isCongested: isCongested, snapshotParts: { _, _ in 1 }, into: &plan, &effects)
            }
            return plan.count
        }
        #expect(plan(&hall, isCongested: true) == 0)
        #expect(plan(&hall, isCongested: false) == 1)
        hall.session.sent()
        hall.say { session, now, _, effects in
            var resync = Resync()
            resync.name = "council"
            session.resync(resync, at: now, &effects)
        }
        #expect(plan(&hall, isCongested: false) == 0, "the window is full")
    }

    @Test("The confirmation of a codec is the last record in the old one")
    func codec() {
        var hall = ServerHall()
        hall.hello()
        var message = SetCodec()
        message.codec = .energy
        hall.say { session, _, _, effects in session.setCodec(message, &effects) }
        guard hall.effects.count == 2, case .send(is CodecSet, _, _) = hall.effects[0],
            case .codec(.energy) = hall.effects[1]
        else {
            Issue.record("\(hall.effects)")
            return
        }
    }

    @Test("Bad messages are answered up to the budget, then end the session")
    func budget() {
        var limits = SessionLimits()
        limits.badMessagesBurst = 3
        var hall = ServerHall(limits)
        hall.hello()
        for number in 1...4 {
            hall.say { session, now, _, effects in session.bad(.badMessage, "no", at: now, &effects) }
            #expect(hall.fault == 101)
            #expect((hall.closed == .rateLimited) == (number == 4))
        }
        hall.say { session, now, _, effects in session.bad(.badMessage, "no", at: now, &effects) }
        #expect(hall.effects.isEmpty, "nothing happens after the end")
    }

    @Test("A silent client is gone at the timeout")
    func heartbeat() {
        var hall = ServerHall()
        hall.hello()
        for second in 1...3 {
            hall.now = Instant(nanoseconds: Int64(second) * 1_000_000_000)
            hall.say { session, now, _, effects in session.woke(at: now, &effects) }
            #expect((hall.said(Heartbeat.self) != nil) == (second < 3))
        }
        #expect(hall.closed == .heartbeatTimeout)
        #expect(hall.said(Goodbye.self)?.resume == true)
    }

    @Test("Of a bare client's transport a sign of life is asked each second, and without one it is gone at the timeout")
    func bareHeartbeat() {
        var hall = ServerHall()
        hall.say {
            $0.welcomeBare(channels: nil, session: "s", server: "t", recordMax: 1, at: $1, $2, &$3)
        }
        for second in 1...5 {
            hall.now = Instant(nanoseconds: Int64(second) * 1_000_000_000)
            hall.say { session, now, _, effects in session.woke(at: now, &effects) }
            let isAsked = hall.effects.contains { if case .ping = $0 { true } else { false } }
            #expect(isAsked == (second < 5) && hall.said(Heartbeat.self) == nil)
            if second == 2 { hall.say { session, now, _, _ in session.heard(at: now) } }
        }
        #expect(hall.closed == .heartbeatTimeout)
    }

    @Test("After goodbye nothing is heard and nothing said")
    func goodbye() {
        var hall = ServerHall()
        hall.hello()
        hall.say { session, _, _, effects in session.close(.restarting, retry: 250, &effects) }
        #expect(hall.said(Goodbye.self)?.retry == 250)
        #expect(hall.closed == .restarting)
        hall.subscribe("council")
        #expect(hall.effects.isEmpty)
        hall.request(1)
        #expect(hall.effects.isEmpty)
        hall.say { session, _, _, effects in session.close(.normal, &effects) }
        #expect(hall.effects.isEmpty)
    }
}
