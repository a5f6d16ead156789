import ChanceTestKit
import LifelineCore
import Testing

@testable import WebSocketWire

/// Random conversations, right and wrong, against `NaiveDecoder`.
@Suite("Against the naive decoder")
struct ReferenceTests {
    static let limits = WireLimits(messageBytesMax: 700, fragmentsFree: 12)

    static func conversation(_ chance: inout Chance, faults: Bool) -> [Frame] {
        var frames: [Frame] = []
        var isOpen = false
        let words = ["a", "plain", "κόσμε", "日本語", "🚀🚀", "", "ü", String(repeating: "long ", count: 30)]
        var tail: [UInt8] = []
        for _ in 0..<chance.below(14) + 1 {
            var frame: Frame
            switch chance.below(10) {
            case 0: frame = .ping(chance.bytes(chance.below(126)))
            case 1: frame = .pong(chance.bytes(chance.below(5)))
            case 2 where chance.oneIn(6):
                frame = .close(
                    [1000, 1001, 4000, 4999, 1005, 999].randomElement(using: &chance)!,
                    Array(words[chance.below(7)].utf8))
            case 3 where !isOpen:
                isOpen = chance.oneIn(3)
                frame = .binary(chance.bytes(chance.below(300)), fin: !isOpen)
            default:
                let fin = !chance.oneIn(3)
                var bytes = tail + (0..<chance.below(4)).flatMap { _ in Array(words[chance.below(words.count)].utf8) }
                tail = []
                // Cut inside a character now and then.
                if !fin, bytes.count > 4, chance.oneIn(2) {
                    let cut = chance.below(4)
                    tail = Array(bytes.suffix(cut))
                    bytes.removeLast(cut)
                }
                frame = Frame(opcode: isOpen ? 0 : 1, payload: bytes, isFinal: fin)
                isOpen = !fin
            }
            frame.key = chance.bytes(4)
            if faults && chance.oneIn(12) { spoil(&frame, &chance) }
            frames.append(frame)
        }
        return frames
    }

    static func spoil(_ frame: inout Frame, _ chance: inout Chance) {
        switch chance.below(8) {
        case 0: frame.reserved = UInt8(chance.below(8))
        case 1: frame.opcode = UInt8(chance.below(16))
        case 2: frame.isFinal.toggle()
        case 3: frame.form = .sixteen
        case 4: frame.form = .sixtyFour
        case 5: frame.masked = chance.oneIn(2)
        case 6:
            frame.announced = [126, 700, 701, 65_535, 65_536, 1 << 31, 1 << 63, .max].randomElement(using: &chance)!
        default: frame.payload += chance.bytes(3)
        }
    }

    static func feed(_ bytes: [UInt8], _ role: WebSocketWire.Role, _ chance: inout Chance) -> [Said] {
        let bench = Bench(role, limits)
        var at = 0
        let most = [1, 3, 20, 400].randomElement(using: &chance)!
        while at < bytes.count {
            let end = min(bytes.count, at + 1 + chance.below(most))
            bench.feed(bytes[at..<end])
            at = end
        }
        return bench.said
    }

    @Test("Random conversations say the same, whole and in random pieces", arguments: Seed.fixed + [Seed.fresh])
    func conversations(seed: Seed) {
        var chance = seed.chance
        var kinds = Set<String>()
        for round in 0..<600 {
            let role: WebSocketWire.Role = round % 2 == 0 ? .server : .client
            let bytes = Self.conversation(&chance, faults: round % 3 != 0).bytes(role)
            let wanted = NaiveDecoder.hears(bytes, role, Self.limits)
            #expect(Bench.hears(bytes, role, Self.limits) == wanted, "\(seed) round \(round)")
            #expect(Self.feed(bytes, role, &chance) == wanted, "\(seed) round \(round)")
            for said in wanted { kinds.insert(String("\(said)".prefix(while: { !$0.isNumber && $0 != "[" }))) }
        }
        // A run that never saw the rare states proves nothing about them.
        let rare: [WireFault] = [
            .reservedBits, .reservedOpcode, .maskMissing, .maskUnexpected, .continuationUnexpected,
            .continuationMissing,
            .controlFragmented, .controlTooLong, .lengthNotMinimal, .textInvalid, .messageTooLarge, .closeCodeInvalid,
        ]
        for fault in rare { #expect(kinds.contains("fault \(fault)"), "\(seed) never met \(fault)") }
    }

    @Test(
        "Mutated conversations never trap and still say what the naive decoder says",
        arguments: Seed.fixed + [Seed.fresh])
    func mutations(seed: Seed) {
        var chance = seed.chance
        for round in 0..<1000 {
            let role: WebSocketWire.Role = round % 2 == 0 ? .server : .client
            var bytes = Self.conversation(&chance, faults: false).bytes(role)
            for _ in 0...chance.below(3) where !bytes.isEmpty {
                let at = chance.below(bytes.count)
                switch chance.below(4) {
                case 0: bytes[at] ^= 1 << UInt8(chance.below(8))
                case 1: bytes[at] = chance.bytes(1)[0]
                case 2: bytes.remove(at: at)
                default: bytes.insert(chance.bytes(1)[0], at: at)
                }
            }
            let wanted = NaiveDecoder.hears(bytes, role, Self.limits)
            #expect(Self.feed(bytes, role, &chance) == wanted, "\(seed) round \(round)")
        }
    }

    @Test("Noise never traps", arguments: Seed.fixed + [Seed.fresh])
    func noise(seed: Seed) {
        var chance = seed.chance
        for round in 0..<1000 {
            let bytes = chance.bytes(chance.below(200))
            let role: WebSocketWire.Role = round % 2 == 0 ? .server : .client
            #expect(
                Self.feed(bytes, role, &chance) == NaiveDecoder.hears(bytes, role, Self.limits), "\(seed)")
        }
    }
}
