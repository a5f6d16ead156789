import FuzzKit
import LifelineCore
import WebSocketWire

enum WireTarget {
    private static let limits = WireLimits(messageBytesMax: 4096, fragmentsFree: 8)

    static func run(_ input: UnsafeRawBufferPointer) {
        guard let split = Split(input) else { return }
        let role: WebSocketWire.Role = split.bit ? .server : .client
        let whole = events(of: [split.whole], role)
        let cut = events(of: split.pieces, role)
        law(whole == cut, "other events in pieces")
    }

    private static func events(of pieces: [UnsafeRawBufferPointer], _ role: WebSocketWire.Role) -> [[UInt8]] {
        var wire = WebSocketWire(role, limits)
        var found: [[UInt8]] = []
        for piece in pieces { read(piece, &wire, &found) }
        return found
    }

    private static func read(
        _ piece: UnsafeRawBufferPointer, _ wire: inout WebSocketWire, _ found: inout [[UInt8]]
    ) {
        let room = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Inbound.slackBefore + piece.count + Inbound.slackAfter, alignment: 1)
        defer { room.deallocate() }
        room.initializeMemory(as: UInt8.self, repeating: 0xAA)
        guard let base = room.baseAddress else { return }
        let start = base + Inbound.slackBefore
        UnsafeMutableRawBufferPointer(start: start, count: piece.count).copyMemory(from: piece)
        var inbound = Inbound(start, count: piece.count)
        while true {
            switch wire.next(&inbound) {
            case .more:
                law(wire.bytesHeld <= 2 * limits.messageBytesMax + 1024, "holds \(wire.bytesHeld) bytes")
                return
            case .message(let bytes, let form):
                law(bytes.count <= limits.messageBytesMax, "a message of \(bytes.count) bytes")
                law(form == .binary || TextTarget.isText(UnsafeRawBufferPointer(bytes)), "text that is none")
                found.append([form == .text ? 1 : 2] + bytes)
            case .ping(let bytes): found.append([9] + bytes)
            case .pong(let bytes): found.append([10] + bytes)
            case .close(let code, let reason):
                law(TextTarget.isText(UnsafeRawBufferPointer(reason)), "a reason that is no text")
                found.append([8, UInt8(code >> 8), UInt8(code & 255)] + reason)
            case .violated(let fault): found.append([255, fault.rawValue])
            }
        }
    }
}
