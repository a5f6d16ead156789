import DemoEngine
import LifelineCore
import Roster
import Testing

/// What a mutated record means, if anything, it means in both codecs.
@Suite("Converting a mutated record")
struct MutationTests {
    private let desk = ConversionDesk()

    /// How many mutations each test tries.
    private static let tries = 20_000

    private static let lines = [
        #"{"channel":"system","type":"hello","ts":1,"payload":{"client":"a/1","channels":[{"name":"energy","#
            + #""since":{"epoch":7,"seq":9},"maxRate":0.5},{"name":"reward"}],"codec":"mixed","caps":["x","y:z"]}}"#,
        #"{"channel":"system","type":"welcome","id":4,"ts":-1.001,"payload":{"session":"s","resumed":true,"server":"l/0.1","#
            + #""version":"1.0","heartbeat":1000,"timeout":3000,"window":8,"recordMax":65536,"caps":[],"channels":[{"name":"#
            + #""energy","handle":1,"class":"state","epoch":3,"seq":0,"recovered":false,"rights":1}],"refused":[]}}"#,
        #"{"channel":"system","type":"request","id":9,"ts":2,"payload":{"method":"m","params":{"a":[1,2.5,null,"\u2028é"]}}}"#,
        #"{"channel":"system","type":"reply","re":9,"ts":2,"payload":{"error":{"code":500,"name":"internal","message":"no"}}}"#,
        #"{"channel":"experience","type":"state_snapshot","seq":3,"ts":3,"payload":{"epoch":1,"part":0,"last":true,"items":["#
            + #"{"channel":"experience","type":"token_stream","seq":3,"ts":2,"payload":{"stream":1,"model":0,"final":false,"#
            + #""at":0,"from":1,"count":2,"text":"a\"\\\n😀"}}]}}"#,
        #"{"channel":"energy","type":"energy_field","seq":1,"frame":2,"ts":0.5,"replay":true,"payload":{"model":0,"width":2,"#
            + #""height":2,"min":-1,"max":1e+30,"cells":[0,0.1,-1.5e-8,3]}}"#,
        #"{"channel":"system","type":"auth","id":1,"ts":0,"payload":{"token":"abc"}}"#,
    ]

    private func records() throws -> [[UInt8]] {
        var records = MutationTests.lines.map { Array($0.utf8) }
        var tape = DemoTape(DemoEngine(seed: 9))
        for _ in 0..<10 {
            for record in tape.next() {
                var sink = ByteSink()
                let json = try #require(Roster.codecs.first)
                try DemoTape.encode(record, as: json, desk.vocabulary, into: &sink)
                records.append(Array(sink.bytes))
            }
        }
        return records
    }

    @Test("from JSON gives frames that say what canonical JSON says", arguments: [1, 2] as [UInt64])
    func json(seed: UInt64) throws {
        try check(
            records(), "json", "energy",
            [0x22, 0x2C, 0x30, 0x31, 0x39, 0x2D, 0x2E, 0x65, 0x5B, 0x5D, 0x7B, 0x7D, 0x5C, 0x80], seed)
    }

    @Test("from frames gives JSON that says what canonical frames say", arguments: [1, 2] as [UInt64])
    func energy(seed: UInt64) throws {
        let frames = try records().map { try desk.convert($0, from: "json", to: "energy") }
        try check(frames, "energy", "json", [0, 1, 2, 4, 8, 16, 0x20, 0x40, 0x7F, 0x80, 0xF0, 0xFF], seed)
    }

    private func check(_ records: [[UInt8]], _ source: String, _ target: String, _ bytes: [UInt8], _ seed: UInt64)
        throws
    {
        var dice = Dice(seed: seed)
        var accepted = 0
        for turn in 0..<MutationTests.tries {
            var record = records[turn % records.count]
            for _ in 0...dice.index(below: 3) { dice.mutate(&record, bytes) }
            guard try desk.fault(record, from: source, to: target) == nil else {
                #expect(
                    try desk.fault(record, from: source, to: source) != nil,
                    "seed \(seed): only to \(target): \(record)")
                continue
            }
            accepted += 1
            let other = try desk.convert(record, from: source, to: target)
            let canonical = try desk.convert(record, from: source, to: source)
            #expect(try desk.convert(other, from: target, to: source) == canonical, "seed \(seed): \(record)")
            #expect(try desk.convert(canonical, from: source, to: target) == other, "seed \(seed): \(record)")
        }
        #expect(accepted > MutationTests.tries / 100)
    }
}

/// SplitMix64, and small harm to bytes.
private struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func index(below count: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) >> 33) % max(count, 1)
    }

    /// One byte becomes one of `bytes`, or a bit of it flips, or it moves away, or comes twice.
    mutating func mutate(_ record: inout [UInt8], _ bytes: [UInt8]) {
        guard !record.isEmpty else { return }
        let place = index(below: record.count)
        switch index(below: 8) {
        case 0: record.remove(at: place)
        case 1: record.insert(record[place], at: place)
        case 2, 3: record[place] ^= 1 << UInt8(index(below: 8))
        default: record[place] = bytes[index(below: bytes.count)]
        }
    }
}
