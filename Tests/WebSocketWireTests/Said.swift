import LifelineCore
import Testing

@testable import WebSocketWire

/// An event with its bytes copied, so that it can be compared later.
enum Said: Equatable, CustomStringConvertible {
    case text([UInt8]), binary([UInt8]), ping([UInt8]), pong([UInt8])
    case close(UInt16, [UInt8])
    case fault(WireFault)

    var description: String {
        func short(_ bytes: [UInt8]) -> String { bytes.count < 40 ? "\(bytes)" : "\(bytes.count) bytes" }
        return switch self {
        case .text(let b): "text \(short(b))"
        case .binary(let b): "binary \(short(b))"
        case .ping(let b): "ping \(short(b))"
        case .pong(let b): "pong \(short(b))"
        case .close(let code, let b): "close \(code) \(short(b))"
        case .fault(let fault): "fault \(fault)"
        }
    }
}

/// A machine under test, fed through regions of exactly the size and slack promised. After each event it overwrites the
/// payload and the bytes in front of it, as an owner may; after each region it looks whether anything behind changed.
final class Bench {
    var wire: WebSocketWire
    var said: [Said] = []
    let isServer: Bool

    init(_ role: WebSocketWire.Role, _ limits: WireLimits = WireLimits(messageBytesMax: 16 << 20)) {
        wire = WebSocketWire(role, limits)
        isServer = role == .server
    }

    func feed(_ bytes: some Collection<UInt8>) {
        let whole = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Inbound.slackBefore + bytes.count + Inbound.slackAfter, alignment: 1)
        defer { whole.deallocate() }
        whole.initializeMemory(as: UInt8.self, repeating: 0x81)
        let start = whole.baseAddress! + Inbound.slackBefore
        UnsafeMutableRawBufferPointer(start: start, count: bytes.count).copyBytes(from: bytes)
        var input = Inbound(start, count: bytes.count)
        while let event = ask(&input) { said.append(event) }
        #expect(input.count == 0, "asked until it said more, yet bytes are left")
        let behind = whole.suffix(Inbound.slackAfter)
        #expect(behind.allSatisfy { $0 == 0x81 }, "wrote behind the region")
    }

    func ask(_ input: inout Inbound) -> Said? {
        switch wire.next(&input) {
        case .more: nil
        case .message(let bytes, .text): .text(take(bytes))
        case .message(let bytes, .binary): .binary(take(bytes))
        case .ping(let bytes): .ping(take(bytes))
        case .pong(let bytes): .pong(take(bytes))
        case .close(let code, let reason): .close(code, take(reason))
        case .violated(let fault): .fault(fault)
        }
    }

    private func take(_ bytes: UnsafeMutableRawBufferPointer) -> [UInt8] {
        let copy = Array(bytes)
        if let start = bytes.baseAddress {
            let scribble = UnsafeMutableRawBufferPointer(
                start: start - Inbound.slackBefore, count: Inbound.slackBefore + bytes.count)
            for i in scribble.indices { scribble[i] = 0xF8 }
            // What may be read, sanitizers included.
            var sum: UInt8 = 0
            for i in 0..<Inbound.slackAfter { sum &+= (start + bytes.count + i).load(as: UInt8.self) }
            blackHole = sum
        }
        return copy
    }
    private var blackHole: UInt8 = 0

    /// What a fresh machine says to `bytes` in pieces of `size`.
    static func hears(
        _ bytes: [UInt8], _ role: WebSocketWire.Role, pieces size: Int = .max,
        _ limits: WireLimits = WireLimits(messageBytesMax: 16 << 20)
    ) -> [Said] {
        let bench = Bench(role, limits)
        var at = 0
        while at < bytes.count {
            let end = size < bytes.count - at ? at + size : bytes.count
            bench.feed(bytes[at..<end])
            at = end
        }
        return bench.said
    }
}
