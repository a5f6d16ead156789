public import LifelineCore

/// The four bits that say what a frame is (RFC 6455 §5.2).
public enum Opcode: UInt8, Sendable, Hashable {
    case continuation = 0x0
    case text = 0x1
    case binary = 0x2
    case close = 0x8
    case ping = 0x9
    case pong = 0xA

    @inlinable public init(_ form: RecordForm) {
        switch form {
        case .text: self = .text
        case .binary: self = .binary
        }
    }
}
