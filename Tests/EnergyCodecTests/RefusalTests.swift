import EnergyCodec
import EnergyProfile
import LifelineCore
import Testing

@Suite("What JSON cannot say is refused on both sides")
struct RefusalTests {
    @Test("A writer refuses numbers that do not travel, and appends nothing")
    func writer() throws {
        func reason<M: Message>(_ message: M, _ change: (inout M, inout Envelope) -> Void) -> CodecError? {
            var message = message
            var envelope = Envelope()
            change(&message, &envelope)
            var sink = ByteSink(capacity: 64)
            sink.append("before")
            let fault = fault { try EnergyCodec.encode(message, envelope, vocabulary, into: &sink) }
            #expect(sink.count == 6)
            return fault
        }
        let all = Everything()
        #expect(reason(all) { m, _ in m.ratio = .nan } == CodecError(.notFinite, at: 0, field: "ratio"))
        #expect(reason(all) { m, _ in m.ratio = -.infinity } == CodecError(.notFinite, at: 0, field: "ratio"))
        #expect(reason(all) { m, _ in m.precise = .infinity } == CodecError(.notFinite, at: 0, field: "precise"))
        #expect(reason(all) { m, _ in m.precise = .signalingNaN } == CodecError(.notFinite, at: 0, field: "precise"))
        #expect(reason(all) { m, _ in m.large = 1 << 53 } == CodecError(.outOfRange, at: 0, field: "large"))
        #expect(reason(all) { m, _ in m.large = .max } == CodecError(.outOfRange, at: 0, field: "large"))
        for late in [Timestamp.microsecondsMax + 1, -Timestamp.microsecondsMax - 1, .max, .min] {
            let time = Timestamp(microseconds: late)
            #expect(reason(all) { m, _ in m.when = time } == CodecError(.outOfRange, at: 0, field: "when"))
            #expect(reason(all) { m, _ in m.times = [time] } == CodecError(.outOfRange, at: 0, field: "times"))
            #expect(reason(all) { _, e in e.time = time } == CodecError(.outOfRange, at: 0, field: "ts"))
        }
        for count in 1...9 {
            for bad in 0..<count {
                #expect(
                    reason(all) { m, _ in
                        m.floats = Array(repeating: 1, count: count)
                        m.floats[bad] = .nan
                    } == CodecError(.notFinite, at: 0, field: "floats"))
                #expect(
                    reason(all) { m, _ in
                        m.doubles = Array(repeating: 1, count: count)
                        m.doubles[bad] = .infinity
                    } == CodecError(.notFinite, at: 0, field: "doubles"))
                #expect(
                    reason(all) { m, _ in
                        m.points = Array(repeating: Point(), count: count)
                        m.points[bad].z = -.infinity
                    } == CodecError(.notFinite, at: 0, field: "points"))
            }
        }
        #expect(reason(all) { m, _ in m.seqs = [0, 1 << 53] } == CodecError(.outOfRange, at: 0, field: "seqs"))
        var place = Place()
        place.weights = [.nan]
        #expect(reason(all) { m, _ in m.places = [Place(), place] } == CodecError(.notFinite, at: 0, field: "weights"))
        #expect(reason(all) { m, _ in m.place = place } == CodecError(.notFinite, at: 0, field: "weights"))
        #expect(reason(Ack()) { _, e in e.seq = 1 << 53 } == CodecError(.invalidEnvelope, at: 0, field: "seq"))
        #expect(reason(Ack()) { _, e in e.flags = .answer } == CodecError(.invalidEnvelope, at: 0, field: "re"))
        let nested = Item(envelope: Envelope(), payload: StateSnapshot())
        #expect(reason(StateSnapshot()) { m, _ in m.items = [nested] }?.reason == .nestedBatch)
    }

    @Test("−0 is 0 on both sides, in fields, lists and packed parts")
    func zero() throws {
        var minus = Everything()
        minus.ratio = -0.0
        minus.precise = -0.0
        minus.floats = [-0.0, 1, -0.0, -0.0, -0.0]
        minus.doubles = [-0.0, -0.0, -0.0]
        minus.points = [Point()]
        minus.points[0].y = -0.0
        var plus = Everything()
        plus.precise = 0
        plus.floats = [0, 1, 0, 0, 0]
        plus.doubles = [0, 0, 0]
        plus.points = [Point()]
        let bytes = try encoded(plus)
        #expect(try encoded(minus) == bytes)
        var motion = Motion()
        motion.particles = [Point()]
        let frame = try encoded(motion)
        let sign = frame.with(UInt64(1) << 63, at: 64).with(UInt32(1) << 31, at: 128)
        let back = try decoded(Motion.self, sign)
        #expect(back.ts.sign == .plus && back.particles[0].x.sign == .plus)
        #expect(try encoded(back) == frame)
    }

    @Test("A reader refuses each of these bytes, and says where")
    func reader() throws {
        func reason<M: Message>(_ message: M, _ change: ([UInt8]) -> [UInt8]) -> CodecError? {
            fault { _ = try decoded(M.self, change(encoded(message))) }
        }
        let ack = Ack()
        #expect(fault { _ = try decoded(Ack.self, []) }?.reason == .truncated)
        #expect(reason(ack) { $0.with(UInt8(0x7B), at: 0) }?.reason == .invalidMagic)
        #expect(reason(ack) { $0.with(UInt8(2), at: 1) }?.reason == .unsupportedLayout(2))
        #expect(reason(ack) { $0.dropLast(1) + [] }?.reason == .truncated)
        #expect(reason(ack) { $0.dropLast(8) + [] }?.reason == .truncated)
        #expect(reason(ack) { $0 + [0] }?.reason == .trailingBytes)
        #expect(reason(ack) { $0.with(UInt32(57), at: 4) + [0] }?.reason == .invalidLength)
        #expect(reason(ack) { $0.with(UInt16(4), at: 36) }?.reason == .invalidLength)
        #expect(reason(ack) { $0.with(UInt16(16), at: 36) }?.reason == .invalidLength)
        #expect(reason(ack) { $0.with(UInt64(1) << 53, at: 16) } == CodecError(.invalidEnvelope, at: 0, field: "seq"))
        #expect(reason(ack) { $0.with(UInt16(2), at: 38) } == CodecError(.invalidEnvelope, at: 0, field: "re"))
        #expect(reason(ack) { $0.with(Int64.min, at: 24) } == CodecError(.outOfRange, at: 0, field: "ts"))
        #expect(reason(ack) { $0.with(UInt64(0), at: 40) } == CodecError(.missingField, at: 48, field: "received"))
        #expect(reason(ack) { $0.with(UInt64(1) << 53, at: 48) } == CodecError(.outOfRange, at: 48, field: "received"))
        #expect(reason(ack) { $0.with(UInt16(0xFFF8), at: 38) } == nil, "flags nobody knows are ignored")
        #expect(
            reason(ModelStatus()) { $0.with(UInt8(3), at: 50) }
                == CodecError(.unknownAlternative, at: 50, field: "status"))
        #expect(reason(Goodbye()) { $0.with(UInt8(2), at: 64) } == CodecError(.outOfRange, at: 64, field: "resume"))
        var auth = Auth()
        auth.token = Secret("0123456789")!
        #expect(reason(auth) { $0.with(UInt8(0x20), at: 60) } == CodecError(.invalidWords, at: 48, field: "token"))
        for offset in [0, 48, 55, 64, UInt32.max] as [UInt32] {
            #expect(reason(auth) { $0.with(offset, at: 48) }?.reason == .invalidOffset)
        }
        #expect(reason(auth) { $0.with(UInt32.max, at: 52) }?.reason == .invalidOffset)
        #expect(reason(auth) { $0.with(UInt32(0), at: 52) }?.reason == .invalidOffset, "empty, but somewhere")
        var text = TokenStream()
        text.text = "aé"
        #expect(reason(text) { $0.with(UInt8(0x20), at: 90) } == CodecError(.invalidUTF8, at: 80, field: "text"))
        var unsubscribe = Unsubscribe()
        unsubscribe.name = "a1"
        #expect(reason(unsubscribe) { $0.with(UInt8(0x2E), at: 56) }?.reason == .invalidWords, "starts with a dot")
        #expect(reason(unsubscribe) { $0.with(UInt64(0), at: 48) }?.reason == .invalidWords, "an empty channel name")
        #expect(reason(Request()) { $0.with(UInt8(0x20), at: 72) }?.reason == .invalidDocument)
    }

    @Test("Two fields cannot share bytes, and the tail goes forward only")
    func overlap() throws {
        var m = Resync()
        m.name = "energy"
        m.reason = "gap"
        let bytes = try encoded(m)
        #expect(fault { _ = try decoded(Resync.self, bytes.with(UInt32(64), at: 56)) }?.reason == .invalidOffset)
        let swapped = bytes.with(UInt64(3 << 32 | 70), at: 48).with(UInt64(6 << 32 | 64), at: 56)
        #expect(fault { _ = try decoded(Resync.self, swapped) }?.reason == .invalidOffset)
    }

    @Test("Every limit holds at its number and breaks one beyond")
    func limits() throws {
        func reason<M: Message>(_ message: M, _ change: (inout CodecLimits) -> Void) throws -> CodecError.Reason? {
            var limits = CodecLimits()
            change(&limits)
            let bytes = try encoded(message)
            var back = M()
            return fault { try decode(bytes, into: &back, limits: limits) }?.reason
        }
        var field = EnergyField()
        field.cells = [1, 2, 3]
        let count = try encoded(field).count
        #expect(try reason(field) { $0.recordBytesMax = count } == nil)
        #expect(try reason(field) { $0.recordBytesMax = count - 1 } == .recordTooLarge(count, limit: count - 1))
        #expect(try reason(field) { $0.elementsMax = 3 } == nil)
        #expect(try reason(field) { $0.elementsMax = 2 } == .tooManyElements(3, limit: 2))
        var hello = Hello()
        hello.caps = ["a", "b"]
        #expect(try reason(hello) { $0.elementsMax = 1 } == .tooManyElements(2, limit: 1))
        var snapshot = StateSnapshot()
        snapshot.items = [Item(envelope: Envelope(), payload: Ack()), Item(envelope: Envelope(), payload: Ack())]
        #expect(try reason(snapshot) { $0.messagesMax = 2 } == nil)
        #expect(try reason(snapshot) { $0.messagesMax = 1 } == .tooManyMessages(limit: 1))
        #expect(try reason(snapshot) { $0.depthMax = 5 } == nil)
        #expect(try reason(snapshot) { $0.depthMax = 4 } == .tooDeep(limit: 4))
    }
}
