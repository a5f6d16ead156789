import ChanceTestKit
import LifelineCore
import Testing

@testable import WebSocketWire

@Suite("What we write")
struct WritingTests {
    @Test(
        "Masking is the RFC's XOR at every length and offset, and touches nothing else",
        arguments: Seed.fixed + [Seed.fresh])
    func masking(seed: Seed) {
        var chance = seed.chance
        for count in 0...200 {
            let key = UInt32.random(in: .min ... .max, using: &chance)
            let keyBytes = withUnsafeBytes(of: key.littleEndian) { Array($0) }
            let plain = chance.bytes(count)
            let wanted = plain.enumerated().map { $1 ^ keyBytes[$0 % 4] }
            let pad = chance.below(8)
            var buffer = [UInt8](repeating: 0xEE, count: pad) + plain + [UInt8](repeating: 0xEE, count: 40)
            let gathered = buffer.withUnsafeMutableBytes { Mask.apply(key, to: $0.baseAddress! + pad, count: count) }
            #expect(buffer == [UInt8](repeating: 0xEE, count: pad) + wanted + [UInt8](repeating: 0xEE, count: 40))
            #expect(ASCII.holds(gathered) == wanted.allSatisfy { $0 < 0x80 })
            #expect(
                ASCII.holds(
                    plain.withUnsafeBytes {
                        ASCII.gathered($0.baseAddress ?? UnsafeRawPointer(bitPattern: 8)!, count: count)
                    }) == plain.allSatisfy { $0 < 0x80 })
            var copy = [UInt8](repeating: 0xEE, count: count + 1)
            copy.withUnsafeMutableBytes { target in
                plain.withUnsafeBytes { source in
                    guard let from = source.baseAddress else { return }
                    Mask.apply(key, from: from, to: target.baseAddress!, count: count)
                }
            }
            #expect(copy == wanted + [0xEE])
            // In two parts, with the key turned.
            let cut = chance.below(count + 1)
            var parts = plain
            parts.withUnsafeMutableBytes {
                guard let start = $0.baseAddress else { return }
                Mask.apply(key, to: start, count: cut)
                Mask.apply(Mask.rotated(key, by: cut), to: start + cut, count: count - cut)
            }
            #expect(parts == wanted)
        }
    }

    @Test(
        "Heads have the shortest length, are of the size announced, and are read back",
        arguments: [
            0, 1, 125, 126, 127, 65_535, 65_536, 70_000,
        ])
    func heads(count: Int) {
        let payload = [UInt8](repeating: 0x61, count: count)
        for role in AutobahnTests.roles {
            for (opcode, said) in [(Opcode.text, Said.text(payload)), (.binary, .binary(payload))] {
                let key: UInt32? = role == .server ? 0x1234_5678 : nil
                var bytes = [UInt8](repeating: 0, count: FrameHead.bytesMaxMasked + count)
                let head = bytes.withUnsafeMutableBytes { target in
                    let head = FrameHead.write(opcode, payload: count, key: key, to: target.baseAddress!)
                    UnsafeMutableRawBufferPointer(rebasing: target[head...]).copyBytes(from: payload)
                    if let key { Mask.apply(key, to: target.baseAddress! + head, count: count) }
                    return head
                }
                #expect(head == FrameHead.count(payload: count, masked: key != nil))
                #expect(head == (count < 126 ? 2 : count < 65_536 ? 4 : 10) + (key == nil ? 0 : 4))
                #expect(Bench.hears(Array(bytes.prefix(head + count)), role) == [said])
            }
        }
    }

    @Test("A head may begin a fragmented message")
    func fragments() {
        var bytes = [UInt8](repeating: 0x61, count: 32)
        bytes.withUnsafeMutableBytes { target in
            FrameHead.write(.text, payload: 3, isFinal: false, to: target.baseAddress!)
            FrameHead.write(.continuation, payload: 2, isFinal: true, to: target.baseAddress! + 5)
        }
        #expect(bytes.prefix(9) == [0x01, 3, 0x61, 0x61, 0x61, 0x80, 2, 0x61, 0x61])
    }

    func written(_ close: Close, key: UInt32? = nil) -> [UInt8] {
        var bytes = [UInt8](repeating: 0xEE, count: CloseFrame.bytesMax + 8)
        let count = bytes.withUnsafeMutableBytes { CloseFrame.write(close, key: key, to: $0.baseAddress!) }
        #expect(bytes[count...].allSatisfy { $0 == 0xEE }, "wrote more than it said")
        return Array(bytes.prefix(count))
    }

    @Test("Close frames carry code and reason, cut at 123 bytes between characters, and are read back")
    func closeFrames() {
        for role in AutobahnTests.roles {
            let key: UInt32? = role == .server ? 0xA1B2_C3D4 : nil
            #expect(Bench.hears(written(Close(1000), key: key), role) == [.close(1000, [])])
            #expect(
                Bench.hears(written(.protocolError, key: key), role) == [.close(4500, Array("protocol error".utf8))])
            let exact = String(repeating: "x", count: 123)
            #expect(Bench.hears(written(Close(1001, exact), key: key), role) == [.close(1001, Array(exact.utf8))])
            #expect(Bench.hears(written(Close(1001, exact + "y"), key: key), role) == [.close(1001, Array(exact.utf8))])
            let wide = String(repeating: "é", count: 70)
            let cut = Array(String(repeating: "é", count: 61).utf8)
            #expect(Bench.hears(written(Close(4000, wide), key: key), role) == [.close(4000, cut)])
            for code: UInt16 in [1005, 1006, 1015, 0, 999] {
                #expect(Bench.hears(written(Close(code, "never"), key: key), role) == [.close(1005, [])])
            }
        }
    }

    @Test("Every fault closes with a code that may travel and a reason that fits", arguments: WireFault.allCases)
    func faults(fault: WireFault) {
        #expect(CloseFrame.mayTravel(fault.close.code))
        #expect(fault.close.reason.utf8.count <= Close.reasonBytesMax)
        #expect([1002, 1007, 1008, 1009].contains(fault.close.code))
    }
}
