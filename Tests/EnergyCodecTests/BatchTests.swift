import EnergyCodec
import EnergyProfile
import LifelineCore
import Testing

@Suite("A batch is read message by message")
struct BatchTests {
    func batch(_ frames: [[UInt8]]) -> [UInt8] {
        var sink = ByteSink(capacity: 64)
        var batch = EnergyCodec.beginBatch(&sink)
        for frame in frames {
            EnergyCodec.nextInBatch(&batch, &sink)
            frame.withUnsafeBytes { sink.append($0) }
        }
        EnergyCodec.endBatch(batch, &sink)
        return Array(sink.bytes)
    }

    /// What came: a number per `ack`, or the reason why not.
    func read(_ bytes: [UInt8], limits: CodecLimits = CodecLimits()) -> [String] {
        bytes.withUnsafeBytes { bytes in
            var reader = EnergyReader(bytes, vocabulary, limits)
            var envelope = Envelope()
            var came: [String] = []
            for _ in 0..<10 {
                do throws(CodecError) {
                    guard try reader.next(&envelope) else { return came + ["end"] }
                    var ack = Ack()
                    try reader.payload(&ack, &envelope)
                    came.append("\(ack.received)")
                } catch { came.append("\(error.reason)@\(error.offset)") }
            }
            return came
        }
    }

    func ack(_ received: UInt64) throws -> [UInt8] {
        var ack = Ack()
        ack.received = received
        return try encoded(ack)
    }

    @Test("Messages come in order; none is fine")
    func order() throws {
        #expect(try read(batch([ack(1), ack(2), ack(3)])) == ["1", "2", "3", "end"])
        #expect(read(batch([])) == ["end"])
    }

    @Test("A message that is wrong does not stop the batch, a frame that is wrong does")
    func faults() throws {
        let wrong = try ack(1).with(UInt64.max, at: 48)
        #expect(try read(batch([ack(1), wrong, ack(3)])) == ["1", "outOfRange@160", "3", "end"])
        let unsound = try ack(1).with(UInt64.max, at: 16)
        #expect(try read(batch([ack(1), unsound, ack(3)])) == ["1", "invalidEnvelope@112", "3", "end"])
        let broken = try ack(1).with(UInt8(0), at: 0)
        #expect(try read(batch([ack(1), broken, ack(3)])) == ["1", "invalidMagic@112", "end"])
        var field = EnergyField()
        field.cells = [1]
        let stray = try batch([encoded(field).with(UInt32.max, at: 48 + 16), ack(3)])
        stray.withUnsafeBytes { bytes in
            var reader = EnergyReader(bytes, vocabulary, CodecLimits())
            var envelope = Envelope()
            #expect(fault { _ = try reader.next(&envelope) } == nil)
            #expect(fault { try reader.payload(&field, &envelope) }?.reason == .invalidOffset)
            #expect(field.cells.isEmpty)
            #expect((try? reader.next(&envelope)) == false)
        }
    }

    @Test("Batches do not nest")
    func nested() throws {
        #expect(try read(batch([ack(1), batch([ack(2)])])) == ["1", "nestedBatch@112", "end"])
        #expect(read(batch([batch([])])) == ["nestedBatch@56", "end"])
        let snapshot = try encoded(StateSnapshot())
        let items = try batch([ack(1)])
        let inside = (snapshot + items).with(UInt32(64 + items.count), at: 4).with(UInt64(1 << 32 | 64), at: 56)
        #expect(fault { _ = try decoded(StateSnapshot.self, inside) }?.reason == .nestedBatch)
        let twice = (snapshot + snapshot).with(UInt32(128), at: 4).with(UInt64(1 << 32 | 64), at: 56)
        #expect(fault { _ = try decoded(StateSnapshot.self, twice) }?.reason == .nestedBatch)
    }

    @Test("The count is what is there: neither more nor less, nor above the limit")
    func count() throws {
        let bytes = try batch([ack(1), ack(2)])
        #expect(read(bytes.with(UInt32(3), at: 52)) == ["1", "2", "truncated@168", "end"])
        #expect(read(bytes.with(UInt32(1), at: 52)) == ["trailingBytes@112", "end"])
        #expect(read(bytes.with(UInt32(0), at: 52)) == ["trailingBytes@0", "end"])
        #expect(read(bytes.with(UInt32.max, at: 52)) == ["tooManyMessages(limit: 4096)@0", "end"])
        #expect(read(bytes.with(UInt32(48), at: 48)) == ["invalidOffset@0", "end"])
        #expect(read(bytes.with(UInt32(60), at: 48)) == ["invalidOffset@0", "end"])
        // A batch of a later version: one more field, which has something after the frames.
        let later =
            Array(bytes[..<56]) + [UInt8](repeating: 9, count: 8) + Array(bytes[56...]) + [1, 2, 3, 4, 5, 6, 7, 8]
        let grown = later.with(UInt32(later.count), at: 4).with(UInt16(16), at: 36).with(UInt32(64), at: 48)
        #expect(read(grown) == ["1", "2", "end"])
        var limits = CodecLimits()
        limits.messagesMax = 2
        #expect(read(bytes, limits: limits) == ["1", "2", "end"])
        limits.messagesMax = 1
        #expect(read(bytes, limits: limits) == ["tooManyMessages(limit: 1)@0", "end"])
    }

    @Test("Every frame of a batch is looked at, the first and the last, before it is read")
    func lengths() throws {
        let bytes = try batch([ack(1), ack(2)])
        for start in [56, 112] {
            let before = start == 56 ? [] : ["1"]
            for (length, reason) in [
                (0, "invalidLength"), (48, "invalidLength"), (60, "invalidLength"), (120, "truncated"),
            ] {
                #expect(read(bytes.with(UInt32(length), at: start + 4)) == before + ["\(reason)@\(start)", "end"])
            }
            #expect(read(bytes.with(UInt16(16), at: start + 36)) == before + ["invalidLength@\(start)", "end"])
        }
        let short = Array(bytes[..<88]).with(UInt32(88), at: 4)
        #expect(read(short) == ["truncated@56", "end"])
        #expect(read(Array(bytes[..<56]).with(UInt32(56), at: 4)) == ["truncated@56", "end"])
    }

    @Test("A payload that is skipped is not looked at")
    func skip() throws {
        let wrong = try ack(1).with(UInt64.max, at: 48)
        let bytes = try batch([wrong, ack(2)])
        try bytes.withUnsafeBytes { bytes in
            var reader = EnergyReader(bytes, vocabulary, CodecLimits())
            var envelope = Envelope()
            var ack = Ack()
            #expect(try reader.next(&envelope) && envelope.kind == Ack.kind.code)
            try reader.skipPayload(&envelope)
            #expect(try reader.next(&envelope))
            try reader.payload(&ack, &envelope)
            #expect(ack.received == 2)
        }
    }

    @Test("A snapshot skips items of a kind or on a channel nobody knows, and counts them", arguments: [2, 8])
    func unknown(offset: Int) throws {
        var snapshot = StateSnapshot()
        snapshot.items = [Item(envelope: Envelope(), payload: Ack()), Item(envelope: Envelope(), payload: Lag())]
        let bytes = try encoded(snapshot).with(UInt16(0x7FF), at: 64 + offset)
        try bytes.withUnsafeBytes { bytes in
            var reader = EnergyReader(bytes, vocabulary, CodecLimits())
            var envelope = Envelope()
            var back = StateSnapshot()
            #expect(try reader.next(&envelope))
            try reader.payload(&back, &envelope)
            #expect(back.items.count == 1 && back.items[0].payload is Lag && reader.unknown == 1)
        }
    }

    @Test("A snapshot skips an item with a value nobody knows, and not one whose bytes lead elsewhere")
    func unreadable() throws {
        var snapshot = StateSnapshot()
        snapshot.items = [
            Item(envelope: Envelope(), payload: InterferenceEvent()), Item(envelope: Envelope(), payload: Lag()),
        ]
        let bytes = try encoded(snapshot)
        // Its kind, behind the outer fixed region, its own header and its number.
        try bytes.with(UInt8(99), at: 64 + 48 + 4).withUnsafeBytes { bytes in
            var reader = EnergyReader(bytes, vocabulary, CodecLimits())
            var envelope = Envelope()
            var back = StateSnapshot()
            #expect(try reader.next(&envelope))
            try reader.payload(&back, &envelope)
            #expect(back.items.count == 1 && back.items[0].payload is Lag && reader.unknown == 1)
        }
        // Where its list of models lies.
        bytes.with(UInt32(7), at: 64 + 48 + 16).withUnsafeBytes { bytes in
            var reader = EnergyReader(bytes, vocabulary, CodecLimits())
            var envelope = Envelope()
            var back = StateSnapshot()
            #expect(throws: CodecError.self) {
                _ = try reader.next(&envelope)
                try reader.payload(&back, &envelope)
            }
            #expect(back.items.isEmpty)
        }
    }
}
