@testable import WebSocketWire

/// A frame as a test wants it, wrong ones included. Written apart from `FrameHead` on purpose.
struct Frame {
    enum LengthForm { case shortest, sixteen, sixtyFour }
    var opcode: UInt8
    var payload: [UInt8] = []
    var isFinal = true
    var reserved: UInt8 = 0
    var form = LengthForm.shortest
    var announced: UInt64?
    var key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
    /// Nil: as the role demands.
    var masked: Bool?

    static func text(_ s: String, fin: Bool = true) -> Frame { Frame(opcode: 1, payload: Array(s.utf8), isFinal: fin) }
    static func text(_ b: [UInt8], fin: Bool = true) -> Frame { Frame(opcode: 1, payload: b, isFinal: fin) }
    static func binary(_ b: [UInt8], fin: Bool = true) -> Frame { Frame(opcode: 2, payload: b, isFinal: fin) }
    static func more(_ s: String, fin: Bool = true) -> Frame { Frame(opcode: 0, payload: Array(s.utf8), isFinal: fin) }
    static func more(_ b: [UInt8], fin: Bool = true) -> Frame { Frame(opcode: 0, payload: b, isFinal: fin) }
    static func ping(_ b: [UInt8] = []) -> Frame { Frame(opcode: 9, payload: b) }
    static func pong(_ b: [UInt8] = []) -> Frame { Frame(opcode: 10, payload: b) }
    static func close(_ code: UInt16, _ reason: [UInt8] = []) -> Frame {
        Frame(opcode: 8, payload: [UInt8(code >> 8), UInt8(code & 0xFF)] + reason)
    }

    func bytes(_ role: WebSocketWire.Role) -> [UInt8] {
        let isMasked = masked ?? (role == .server)
        let length = announced ?? UInt64(payload.count)
        let bit: UInt8 = isMasked ? 0x80 : 0
        var out = [(isFinal ? 0x80 : 0) | reserved << 4 | opcode]
        if form == .sixtyFour || (form == .shortest && length > 0xFFFF) {
            out.append(bit | 127)
            for shift in stride(from: 56, through: 0, by: -8) {
                out.append(UInt8(truncatingIfNeeded: length >> UInt64(shift)))
            }
        } else if form == .sixteen || length > 125 {
            out += [bit | 126, UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)]
        } else {
            out.append(bit | UInt8(length))
        }
        guard isMasked else { return out + payload }
        out += key
        for (i, byte) in payload.enumerated() { out.append(byte ^ key[i % 4]) }
        return out
    }
}

extension [Frame] {
    func bytes(_ role: WebSocketWire.Role) -> [UInt8] { flatMap { $0.bytes(role) } }
}
