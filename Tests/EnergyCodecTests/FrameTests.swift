import EnergyCodec
import EnergyProfile
import LifelineCore
import Testing

/// Bytes worked out by hand from PROTOCOL §8.
@Suite("Frames are, byte for byte, what the layout says")
struct FrameTests {
    func check<M: Message>(_ message: M, with envelope: Envelope = Envelope(), _ hex: String) throws {
        #expect(try encoded(message, envelope) == [UInt8](hex: hex))
        var back = M()
        var read = try decode([UInt8](hex: hex), into: &back)
        read.kind = envelope.kind
        #expect(Portrait.of(back) == Portrait.of(message))
        #expect(read == envelope)
    }

    @Test("An energy_update: a whole header, F = 40, no gaps")
    func energyUpdate() throws {
        var m = EnergyUpdate()
        m.model = 2
        m.pattern = [.rising, .burst]
        m.tokens = 513
        m.energy = 1
        m.total = 2
        m.rate = -0.5
        m.level = 1
        m.entropy = -2
        var e = Envelope()
        e.channel = ChannelHandle(rawValue: 1)
        e.reference = 7
        e.flags = [.answer, .replay]
        e.seq = 0x0102
        e.time = Timestamp(microseconds: -1)
        e.frame = 0x0A0B_0C0D
        try check(
            m, with: e,
            """
            fb 01 2000 58000000  01000000 07000000  0201000000000000  ffffffffffffffff
            0d0c0b0a 2800 0600  ff00000000000000
            0200 0a00 01020000  000000000000f03f  0000000000000040  000000000000e0bf  0000803f 000000c0
            """)
    }

    @Test("A token_stream: gaps are zero, an absent field is zero, text is in the tail and padded, flag 8 is set")
    func tokenStream() throws {
        var m = TokenStream()
        m.stream = 1
        m.model = 2
        m.final = true
        m.at = 3
        m.count = 5
        m.text = "né"
        try check(
            m,
            """
            fb 01 3000 60000000  00000000 00000000  0000000000000000  0000000000000000
            00000000 2800 0800  6f00000000000000
            01000000 0200 01 00  0300000000000000  0000000000000000  05000000 00000000  58000000 03000000
            6e c3 a9 00 00000000
            """)
    }

    @Test("A list of u16 lies on an even offset after nothing else; empty is zero")
    func interference() throws {
        var m = InterferenceEvent()
        m.event = 9
        m.interference = .mixed
        m.strength = 0.5
        m.phase = 0
        m.models = [1, 0x203, 4]
        let fixed = "09000000 02 000000  0000003f 00000000"
        let header = "00000000 00000000  0000000000000000  0000000000000000  00000000 1800 0000  1f00000000000000"
        try check(m, "fb 01 4000 50000000 \(header) \(fixed) 48000000 03000000  0100 0302 0400 0000")
        m.models = []
        try check(m, "fb 01 4000 48000000 \(header) \(fixed) 00000000 00000000")
    }

    @Test("A part is a table of one row; what its row has in the tail comes after it")
    func subscribe() throws {
        var m = Subscribe()
        m.name = "energy"
        m.since = Position()
        m.since!.epoch = 3
        m.since!.seq = 4
        try check(
            m,
            """
            fb 01 0600 70000000  00000000 00000000  0000000000000000  0000000000000000
            00000000 1800 0000  0300000000000000
            48000000 06000000  50000000 01000000  00000000 00000000
            656e65726779 0000
            1000 0000 00000000  0300000000000000  03000000 00000000  0400000000000000
            """)
    }

    @Test("A list of words is references, then bytes; an empty word refers to nothing")
    func startupComplete() throws {
        var m = StartupComplete()
        m.model = "m"
        m.tier = .high
        m.version = "12345678"
        m.models = ["ab", "", "c"]
        try check(
            m,
            """
            fb 01 0300 80000000  00000000 00000000  0000000000000000  0000000000000000
            00000000 2800 0000  0f00000000000000
            58000000 01000000  02 00000000000000  59000000 08000000  64000000 03000000  0000000000000000
            6d 3132333435363738 000000  7c000000 02000000  00000000 00000000  7e000000 01000000  6162 63 00
            """)
    }

    @Test("Packed parts lie as they lie in memory")
    func packed() throws {
        var m = Motion()
        m.modelId = "abcdefghi"
        m.state = .done
        m.particles = [Point(), Point()]
        m.particles[1].y = 1
        let bytes = try encoded(m)
        #expect(bytes.read(36, as: UInt16.self) == 80)
        #expect(bytes.read(48, as: UInt64.self) == 9 << 32 | 128)
        #expect(bytes.read(48 + 64, as: UInt64.self) == 3)
        #expect(bytes.read(48 + 72, as: UInt64.self) == 2 << 32 | 140)
        #expect(bytes.count == 168)
        #expect(bytes[137..<156].allSatisfy { $0 == 0 })
        #expect(bytes.read(156, as: UInt32.self) == 0x3F80_0000)
    }

    @Test("A snapshot's items are frames, one after the other, on a multiple of eight")
    func snapshot() throws {
        var ack = Ack()
        ack.received = 5
        var m = StateSnapshot()
        m.epoch = 1
        m.last = true
        var e = Envelope()
        e.kind = Ack.kind.code
        e.seq = 8
        m.items = [Item(envelope: e, payload: ack), Item(envelope: e, payload: ack)]
        let item = try encoded(ack, e)
        let bytes = try encoded(m)
        #expect(
            Array(bytes[0..<64])
                == [UInt8](
                    hex: """
                        fb 01 6000 b0000000  00000000 00000000  0000000000000000  0000000000000000
                        00000000 1000 0800  0f00000000000000  01000000 0000 01 00  40000000 02000000
                        """))
        #expect(Array(bytes[64...]) == item + item)
    }

    @Test("A batch is a frame of kind 0 whose body is frames")
    func batch() throws {
        var sink = ByteSink(capacity: 64)
        sink.append("xyz")
        var batch = EnergyCodec.beginBatch(&sink)
        for received in [1, 2] as [UInt64] {
            EnergyCodec.nextInBatch(&batch, &sink)
            var ack = Ack()
            ack.received = received
            try EnergyCodec.encode(ack, Envelope(), vocabulary, into: &sink)
        }
        EnergyCodec.endBatch(batch, &sink)
        let bytes = Array(sink.bytes)[3...]
        #expect(
            Array(bytes.prefix(56))
                == [UInt8](
                    hex: """
                        fb 01 0000 a8000000  00000000 00000000  0000000000000000  0000000000000000
                        00000000 0800 0000  0100000000000000  38000000 02000000
                        """))
        let received = try bytes.withUnsafeBytes { bytes in
            var reader = EnergyReader(bytes, vocabulary, CodecLimits())
            var envelope = Envelope()
            var ack = Ack()
            var received: [UInt64] = []
            while try reader.next(&envelope) {
                try reader.payload(&ack, &envelope)
                received.append(ack.received)
            }
            return received
        }
        #expect(received == [1, 2])
    }
}
