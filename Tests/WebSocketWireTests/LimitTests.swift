import LifelineCore
import Testing

@testable import WebSocketWire

@Suite("Limits of the wire")
struct LimitTests {
    let roles = AutobahnTests.roles

    @Test(
        "A message of messageBytesMax passes and one byte more closes with 1009, in one frame or many",
        arguments: [100, 1000, 70_000])
    func messageBytes(limit: Int) {
        let limits = WireLimits(messageBytesMax: limit)
        for role in roles {
            let fits = [UInt8](repeating: 1, count: limit)
            let head = Frame.binary(fits + [1]).bytes(role).prefix(14)
            for size in [Int.max, 1000] {
                #expect(Bench.hears(Frame.binary(fits).bytes(role), role, pieces: size, limits) == [.binary(fits)])
                #expect(
                    Bench.hears(Frame.binary(fits + [1]).bytes(role), role, pieces: size, limits) == [
                        .fault(.messageTooLarge)
                    ])
            }
            #expect(Bench.hears(Array(head), role, limits) == [.fault(.messageTooLarge)], "refused by the head alone")
            let halves: [Frame] = [.binary(Array(fits.prefix(60)), fin: false), .more(Array(fits.dropFirst(60)))]
            #expect(Bench.hears(halves.bytes(role), role, limits) == [.binary(fits)])
            let over: [Frame] = [halves[0], .more(Array(fits.dropFirst(60)) + [1])]
            #expect(Bench.hears(over.bytes(role), role, limits) == [.fault(.messageTooLarge)])
        }
        #expect(WireFault.messageTooLarge.close.code == 1009)
    }

    @Test("Lengths from the wire are compared, never added: the largest ones are refused")
    func hugeLengths() {
        for role in roles {
            for (length, fault) in [
                (UInt64.max, WireFault.lengthTopBit), (1 << 63, .lengthTopBit), (.max >> 1, .messageTooLarge),
                (1 << 32, .messageTooLarge), (0xFFFF, .lengthNotMinimal),
            ] {
                let frame = Frame(opcode: 2, form: .sixtyFour, announced: length)
                #expect(Bench.hears(frame.bytes(role), role) == [.fault(fault)])
                let later = [Frame.text("abc", fin: false), Frame(opcode: 0, form: .sixtyFour, announced: length)]
                #expect(Bench.hears(later.bytes(role), role, pieces: 1) == [.fault(fault)])
            }
            let short = Frame(opcode: 2, payload: [1], form: .sixteen)
            #expect(Bench.hears(short.bytes(role), role) == [.fault(.lengthNotMinimal)])
            let largest = WireLimits(messageBytesMax: .max, fragmentsFree: .max)
            #expect(
                Bench.hears(Frame(opcode: 2, announced: 1 << 31).bytes(role), role, largest) == [
                    .fault(.messageTooLarge)
                ])
            #expect(
                Bench.hears(Frame.text("x").bytes(role), role, WireLimits(messageBytesMax: 0)) == [
                    .fault(.messageTooLarge)
                ])
            #expect(Bench.hears(Frame.text("").bytes(role), role, WireLimits(messageBytesMax: -1)) == [.text([])])
        }
    }

    @Test("fragmentsFree empty fragments pass and one more closes with 1008")
    func emptyFragments() {
        for role in roles {
            let limits = WireLimits(messageBytesMax: 1 << 20, fragmentsFree: 10)
            let empty = [Frame.text("", fin: false)] + Array(repeating: .more("", fin: false), count: 8)
            #expect(Bench.hears((empty + [.more("")]).bytes(role), role, limits) == [.text([])])
            let over = empty + [.more("", fin: false), .more("")]
            #expect(Bench.hears(over.bytes(role), role, limits) == [.fault(.fragmentsTooMany)])
            // The count starts anew with each message.
            let twice = empty + [.more("")] + empty + [.more("")]
            #expect(Bench.hears(twice.bytes(role), role, limits) == [.text([]), .text([])])
        }
        #expect(WireFault.fragmentsTooMany.close.code == 1008)
    }

    @Test("Fragments of fragmentBytesMean bytes are never too many, smaller ones are in the end")
    func tinyFragments() {
        for role in roles {
            let limits = WireLimits(messageBytesMax: 1 << 20, fragmentsFree: 10)
            func many(_ size: Int) -> [Said] {
                let piece = [UInt8](repeating: 0x61, count: size)
                let frames =
                    [Frame.text(piece, fin: false)] + Array(repeating: .more(piece, fin: false), count: 2000) + [
                        .more(piece)
                    ]
                return Bench.hears(frames.bytes(role), role, limits)
            }
            #expect(many(WireLimits.fragmentBytesMean) == [.text(Array(repeating: 0x61, count: 2002 * 16))])
            #expect(many(WireLimits.fragmentBytesMean - 1) == [.fault(.fragmentsTooMany)])
        }
    }
}
