import ChanceTestKit
import LifelineCore

/// Fills a message with values that travel: also empty, absent, largest and negative ones.
struct Scatter: ~Copyable, Visitor {
    var chance: Chance
    var items: [any Message.Type] = []

    init(_ chance: Chance) { self.chance = chance }

    mutating func bits(_ shape: Shape) -> UInt64 {
        let edge = chance.oneIn(6)
        switch shape {
        case .bool: return chance.next() & 1
        case .enumeration: return 0
        case .u16: return edge ? 0xFFFF : chance.next() & 0xFFFF
        case .u32: return edge ? 0xFFFF_FFFF : chance.next() & 0xFFFF_FFFF
        case .u53: return edge ? Shape.u53Max : chance.next() & Shape.u53Max
        case .time: return UInt64(bitPattern: edge ? Timestamp.microsecondsMax : -Int64(chance.next() >> 22))
        case .f32:
            return UInt64((edge ? -Float.greatestFiniteMagnitude : Float.random(in: -9...9, using: &chance)).bitPattern)
        default: return (edge ? Double.leastNonzeroMagnitude : Double.random(in: -9...9, using: &chance)).bitPattern
        }
    }
    mutating func scalar<T: Scalar>(_ value: inout T) {
        let bits = T.shape == .enumeration ? UInt64(chance.below(T.names)) : bits(T.shape)
        precondition(T.load(bits, into: &value))
    }
    mutating func word<W: Words>(_ value: inout W) {
        let count = min([0, 1, 3, 7, 8, 12, 15, 16, 17, 40].randomElement(using: &chance)!, W.bytesMax)
        var text = ""
        for _ in 0..<max(count, W.shape == .channel ? 1 : 0) {
            text += W.alphabet.beyondASCII && chance.oneIn(4) ? ["é", "日", "👍"].randomElement(using: &chance)! : "a"
        }
        value.storage = text
    }
    mutating func count() -> Int { chance.oneIn(4) ? 0 : 1 + chance.below(5) }

    mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) {
        if T.isOptional, chance.oneIn(2) { value.clear() } else { scalar(&value) }
    }
    mutating func field<W: Words>(_ key: StaticString, _ value: inout W) {
        if W.isOptional, chance.oneIn(2) { value.clear() } else { word(&value) }
    }
    mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) {
        value = nil
        if chance.oneIn(2) { return }
        var part = P()
        P.describe(&part, &self)
        value = part
    }
    mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) {
        list = Array(repeating: T(), count: count() * 3)
        for i in list.indices { scalar(&list[i]) }
    }
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) {
        list = Array(repeating: W(), count: count())
        for i in list.indices { word(&list[i]) }
    }
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        list = nil
        if chance.oneIn(3) { return }
        var words: [W] = []
        field(key, &words)
        list = words
    }
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) {
        list = Array(repeating: P(), count: count())
        for i in list.indices { P.describe(&list[i], &self) }
    }
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) {
        list = nil
        if chance.oneIn(3) { return }
        var parts: [P] = []
        field(key, &parts)
        list = parts
    }
    mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) {
        list = Array(repeating: P(), count: count() * 3)
        for i in list.indices { P.describe(&list[i], &self) }
    }
    mutating func field(_ key: StaticString, _ value: inout Bytes) {
        value = Bytes((0..<count() * 5).map { _ in UInt8(truncatingIfNeeded: chance.next()) })
    }
    mutating func field(_ key: StaticString, _ value: inout Document) {
        value = Document(
            canonical: Array(["{}", "{\"a\":1}", "{\"n\":[true,1.5]}"].randomElement(using: &chance)!.utf8))
    }
    mutating func field(_ key: StaticString, _ value: inout Document?) {
        value = nil
        if chance.oneIn(2) { return }
        var document = Document()
        field(key, &document)
        value = document
    }
    mutating func field(_ key: StaticString, _ list: inout [Item]) {
        list = []
        guard !items.isEmpty else { return }
        for _ in 0..<count() {
            let type = items.randomElement(using: &chance)!
            list.append(Item(envelope: envelope(type), payload: message(type)))
        }
    }

    mutating func message<M: Message>(_ type: M.Type) -> M {
        var message = M()
        M.describe(&message, &self)
        return message
    }
    mutating func envelope(_ type: any Message.Type) -> Envelope {
        var envelope = Envelope()
        envelope.channel = ChannelHandle(rawValue: UInt32(chance.below(5)))
        envelope.kind = type.kind.code
        envelope.reference = chance.oneIn(2) ? UInt32(chance.below(9)) : 0
        if envelope.reference > 0, chance.oneIn(2) { envelope.flags.insert(.answer) }
        if chance.oneIn(4) { envelope.flags.insert(.replay) }
        envelope.seq = bits(.u53)
        envelope.time = Timestamp(microseconds: Int64(bitPattern: bits(.time)))
        envelope.frame = UInt32(bits(.u32))
        return envelope
    }
}
