import CodecProof
import CodecTestKit
import EnergyCodec
import EnergyProfile
import JSONCodec
import LifelineCore
import Testing

@Suite("Every limit holds at its number and breaks one beyond, in both codecs alike")
struct LimitTests {
    /// The reason why either codec refuses; the second is nil as long as both have the same, or none.
    private func reasons<M: Message>(
        _ message: M, _ change: (inout CodecLimits, Int) -> Void
    ) throws -> [CodecError.Reason?] {
        var pair = Pair()
        let (text, frame) = (try pair.json.write(message, envelope), try pair.energy.write(message, envelope))
        change(&pair.json.limits, text.count)
        change(&pair.energy.limits, frame.count)
        let (json, energy) = (pair.json.read(text, onto: M()), pair.energy.read(frame, onto: M()))
        #expect(json.mistake == nil && energy.mistake == nil)
        return [json.faults.first?.reason, energy.faults.first?.reason]
    }

    private var envelope: Envelope { Envelope() }

    @Test("Bytes of a record")
    func recordBytes() throws {
        #expect(try reasons(Ack()) { $0.recordBytesMax = $1 } == [nil, nil])
        let both = try reasons(Ack()) { $0.recordBytesMax = $1 - 1 }
        for reason in both {
            guard case .recordTooLarge(let count, let limit) = reason else { return #expect(reason == nil) }
            #expect(count == limit + 1)
        }
        #expect(both.count == 2 && both.allSatisfy { $0 != nil })
    }

    @Test("A text of a megabyte is taken, and a record of a byte more than the limit is not")
    func large() throws {
        var message = TokenStream()
        message.text = Text(String(repeating: "0123456789", count: 100_000))
        #expect(try reasons(message) { _, _ in } == [nil, nil])
        message.text = Text(String(repeating: "a", count: 1 << 20))
        for reason in try reasons(message, { _, _ in }) {
            guard case .recordTooLarge(_, limit: 1 << 20) = reason else { return #expect(reason == nil) }
        }
    }

    @Test("Messages of a batch, items of a snapshot", arguments: [0, 1, 5])
    func messages(count: Int) throws {
        var pair = Pair()
        let items = (0...count).map { _ in Item(envelope: envelope, payload: Ack()) }
        pair.json.limits.messagesMax = count
        pair.energy.limits.messagesMax = count
        for (items, reason) in [
            (Array(items.dropLast()), nil), (items, CodecError.Reason.tooManyMessages(limit: count)),
        ] {
            #expect(pair.json.read(try pair.json.write(batch: items), onto: Ack()).faults.first?.reason == reason)
            #expect(pair.energy.read(try pair.energy.write(batch: items), onto: Ack()).faults.first?.reason == reason)
            var snapshot = StateSnapshot()
            snapshot.items = items
            guard count > 0 else { continue }
            #expect(try reasons(snapshot) { limits, _ in limits.messagesMax = count } == [reason, reason])
        }
    }

    @Test("Elements of a list of every kind")
    func elements() throws {
        func check(_ name: String, _ fill: (inout EveryField) -> Void) throws {
            var message = EveryField()
            fill(&message)
            #expect(try reasons(message) { limits, _ in limits.elementsMax = 3 } == [nil, nil], "\(name)")
            let refused = try reasons(message) { limits, _ in limits.elementsMax = 2 }
            #expect(refused == [.tooManyElements(3, limit: 2), .tooManyElements(3, limit: 2)], "\(name)")
        }
        try check("bools") { $0.bools = [true, false, true] }
        try check("seasons") { $0.seasons = [.summer, .autumn, .winter] }
        try check("u16s") { $0.u16s = [1, 2, 3] }
        try check("times") { $0.times = [Timestamp(), Timestamp(), Timestamp()] }
        try check("f32s") { $0.f32s = [1, 2, 3] }
        try check("f64s") { $0.f64s = [1, 2, 3] }
        try check("names") { $0.names = ["a", "b", "c"] }
        try check("namesMaybe") { $0.namesMaybe = ["a", "b", "c"] }
        try check("parts") { $0.parts = [EveryPart(), EveryPart(), EveryPart()] }
        try check("partsMaybe") { $0.partsMaybe = [EveryPart(), EveryPart(), EveryPart()] }
        try check("points") { $0.points = [Point(), Point(), Point()] }
    }

    @Test("Depth: what JSON opens around a value counts in a frame, too")
    func depth() throws {
        func check<M: Message>(_ message: M, _ depth: Int, _ name: String) throws {
            #expect(try reasons(message) { limits, _ in limits.depthMax = depth } == [nil, nil], "\(name)")
            let refused = try reasons(message) { limits, _ in limits.depthMax = depth - 1 }
            #expect(refused == [.tooDeep(limit: depth - 1), .tooDeep(limit: depth - 1)], "\(name)")
        }
        var message = EveryAbstractField()
        try check(message, 3, "empty lists")
        message.f64s = [1]
        try check(message, 3, "a list")
        message.points = [Point()]
        try check(message, 4, "packed parts in a list")
        message.part = EveryPart()
        try check(message, 4, "lists in a part")
        message.parts = [EveryPart()]
        try check(message, 5, "empty lists in a part in a list")
        message.parts[0].points = [Point()]
        try check(message, 6, "packed parts in a list in a part in a list")
        var snapshot = StateSnapshot()
        try check(snapshot, 3, "no items")
        snapshot.items = [Item(envelope: envelope, payload: Ack())]
        try check(snapshot, 5, "items")
        snapshot.items[0].payload = message
        try check(snapshot, 9, "parts in items")
    }

    @Test("Depth and keys inside a document, in every place a document may come from")
    func documents() throws {
        func nested(_ depth: Int) -> Document {
            let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            return Document(canonical: Array(text.utf8))
        }
        var request = Request()
        request.params = nested(14)
        #expect(try reasons(request) { _, _ in } == [nil, nil])
        request.params = nested(15)
        #expect(try reasons(request) { _, _ in } == [.tooDeep(limit: 16), .invalidDocument])
        for (count, isTaken) in [(256, true), (257, false)] {
            let keys = (0..<count).map { "\"k\($0)\":0" }.joined(separator: ",")
            request.params = Document(canonical: Array("{\(keys)}".utf8))
            let wanted: [CodecError.Reason?] =
                isTaken ? [nil, nil] : [.tooManyUnknownKeys(limit: 256), .invalidDocument]
            #expect(try reasons(request) { _, _ in } == wanted)
            let doubled = try reasons(request) { limits, _ in limits.unknownKeysMax = 512 }
            #expect(doubled == [nil, nil])
        }
    }

    @Test("A document that is held already is as deep as it was")
    func held() throws {
        var pair = Pair()
        var request = Request()
        // Thirteen levels, with brackets in a string that are none.
        let text = String(repeating: "[", count: 13) + #""\"[[[[""# + String(repeating: "]", count: 13)
        request.params = Document(canonical: Array(text.utf8))
        for (depthMax, isTaken) in [(15, true), (14, false)] {
            pair.json.limits.depthMax = depthMax
            pair.energy.limits.depthMax = depthMax
            let json = pair.json.read(try pair.json.write(request, envelope), onto: request)
            let energy = pair.energy.read(try pair.energy.write(request, envelope), onto: request)
            #expect(json.faults.isEmpty == isTaken && energy.faults.isEmpty == isTaken)
        }
    }
}
