import DemoEngine
import EnergyProfile
import LifelineCore
import Roster
import Testing
import Transcoding

/// Converts on a desk: codecs by name, as the program does it.
struct ConversionDesk {
    let vocabulary = Vocabulary(Roster.catalogue)
    var limits = CodecLimits()

    func convert(_ record: [UInt8], from source: String, to target: String) throws -> [UInt8] {
        let (source, target) = (try #require(Roster.codec(named: source)), try #require(Roster.codec(named: target)))
        return try convert(record, source, target)
    }

    func fault(_ record: [UInt8], from source: String, to target: String) throws -> TranscodeFault? {
        do {
            _ = try convert(record, from: source, to: target)
            return nil
        } catch let fault as TranscodeFault {
            return fault
        }
    }

    func fault(_ json: String) throws -> TranscodeFault? { try fault(Array(json.utf8), from: "json", to: "energy") }

    private func convert<S: Codec, T: Codec>(_ record: [UInt8], _ source: S.Type, _ target: T.Type) throws -> [UInt8] {
        var transcoder = Transcoder(from: source, to: target, vocabulary, limits)
        var sink = ByteSink()
        sink.append(0x21)
        defer { #expect(sink.bytes.first == 0x21, "what was there before stays") }
        do {
            try record.withUnsafeBytes { try transcoder.transcode($0, into: &sink) }
        } catch {
            #expect(sink.count == 1, "after a fault nothing is appended")
            throw error
        }
        return Array(sink.bytes.dropFirst())
    }
}

@Suite("A transcoder")
struct TranscoderTests {
    private let desk = ConversionDesk()

    private func line(_ type: String = "ack", _ payload: String = #"{"received":7}"#, _ channel: String = "system")
        -> String
    {
        #"{"channel":"\#(channel)","type":"\#(type)","ts":1.5,"payload":\#(payload)}"#
    }

    private func there(_ json: String) throws -> String {
        let energy = try desk.convert(Array(json.utf8), from: "json", to: "energy")
        return String(decoding: try desk.convert(energy, from: "energy", to: "json"), as: UTF8.self)
    }

    @Test(
        "brings every record of a demo back as it was, whichever codec it started in", arguments: [1, 2, 3] as [UInt64])
    func demo(seed: UInt64) throws {
        var tape = DemoTape(DemoEngine(seed: seed))
        for _ in 0..<600 {
            for record in tape.next() {
                let bytes = try Roster.codecs.map { try encode(record, $0) }
                for (source, from) in zip(Roster.codecs, bytes) {
                    for (target, to) in zip(Roster.codecs, bytes) {
                        #expect(
                            try desk.convert(from, from: "\(source.name)", to: "\(target.name)") == to, "seed \(seed)")
                    }
                }
            }
        }
    }

    private func encode<C: Codec>(_ record: [DemoTape.Line], _ codec: C.Type) throws -> [UInt8] {
        var sink = ByteSink()
        try DemoTape.encode(record, as: codec, desk.vocabulary, into: &sink)
        return Array(sink.bytes)
    }

    @Test("keeps batches batches: of none, of one, of two")
    func batches() throws {
        for json in ["[]", "[\(line())]", "[\(line()),\(line("heartbeat", "{}"))]", line()] {
            #expect(try there(json) == json)
        }
    }

    @Test("keeps snapshots with what they hold")
    func snapshot() throws {
        let reward = line("reward_event", #"{"event":1,"kind":"progress","level":2,"points":3,"badge":"b"}"#, "reward")
        let json = line("state_snapshot", #"{"epoch":9,"part":0,"last":true,"items":[\#(reward)]}"#, "experience")
        #expect(try there(json) == json)
    }

    @Test("makes JSON canonical")
    func canonical() throws {
        let loose = #" { "payload" : { "received" : 7.0e0 }, "ts":1.50, "type":"\u0061ck", "channel":"system" } "#
        #expect(
            String(decoding: try desk.convert(Array(loose.utf8), from: "json", to: "json"), as: UTF8.self) == line())
    }

    @Test("converts on a channel made at run time, by its handle")
    func dynamicChannel() throws {
        let weather = line("ack", #"{"received":7}"#, "weather")
        #expect(try desk.fault(weather)?.field == "channel")
        #expect(desk.vocabulary.add("weather", ChannelHandle(rawValue: 300)))
        #expect(try there(weather) == weather)
    }

    @Test("says which channel or kind of a frame it does not know, and where in a batch")
    func unknowns() throws {
        #expect(desk.vocabulary.add("weather", ChannelHandle(rawValue: 300)))
        let batch = "[\(line()),\(line("ack", #"{"received":7}"#, "weather"))]"
        var energy = try desk.convert(Array(batch.utf8), from: "json", to: "energy")
        let second = 56 + 56
        for target in ["json", "energy"] {
            #expect(
                try ConversionDesk().fault(energy, from: "energy", to: target)
                    == .unknownChannel(ChannelHandle(rawValue: 300), at: second))
        }
        energy[second + 2] = 0xFF
        energy[second + 3] = 0x07
        #expect(try desk.fault(energy, from: "energy", to: "json") == .unknownKind(0x7FF, at: second))
    }

    @Test("refuses deltas, which it cannot tell from whole messages")
    func deltas() throws {
        let delta = #"{"channel":"energy","type":"energy_update","ts":1,"delta":true,"payload":{"level":0.5}}"#
        #expect(try desk.fault(delta) == .delta(at: 0))
        #expect(try desk.fault("[\(line()),\(delta)]")?.offset == 2 + line().utf8.count)
    }

    @Test("refuses a second message where there should be one, and anything behind a batch")
    func trailing() throws {
        for json in ["\(line())\(line())", "\(line()),", "[\(line())]]"] {
            guard case .codec(let error) = try desk.fault(json) else {
                Issue.record("accepted \(json)")
                continue
            }
            #expect(error.reason == .trailingBytes)
        }
    }

    @Test("bounds records on both sides of the limit")
    func limit() throws {
        var desk = desk
        desk.limits.recordBytesMax = line().utf8.count
        #expect(try desk.fault(line()) == nil)
        desk.limits.recordBytesMax -= 1
        #expect(try desk.fault(line())?.words.contains("the limit is") == true)
    }
}
