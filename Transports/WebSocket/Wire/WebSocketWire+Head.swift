import LifelineCore

/// Frame heads, byte by byte, so that any cut of them and every rule about them has one place.
extension WebSocketWire {
    /// Nil once the head is whole. Refuses at the first byte that allows it.
    mutating func takeHead(_ input: inout Inbound) -> WireEvent? {
        while let byte = input.takeByte() {
            let fault = took(byte)
            if let fault { return end(fault) }
            if stage == .payload { return nil }
        }
        return .more
    }

    private mutating func took(_ byte: UInt8) -> WireFault? {
        stage = .head
        let index = headCount
        headCount &+= 1
        switch index {
        case 0: return opened(byte)
        case 1: return sized(byte)
        case 2..<lengthEnd:
            length = length &<< 8 | UInt64(byte)
            guard headCount == lengthEnd else { return nil }
            return measured()
        default:
            key = key &>> 8 | UInt32(byte) &<< 24
            if headCount == headEnd { stage = .payload }
            return nil
        }
    }

    private var isControl: Bool { opening & 0x08 != 0 }
    private var isFinal: Bool { opening & 0x80 != 0 }

    /// Where in the head the length ends.
    private var lengthEnd: UInt8 {
        switch second & 0x7F {
        case 126: 4
        case 127: 10
        default: 2
        }
    }
    private var headEnd: UInt8 { lengthEnd &+ maskBit &>> 5 }

    private mutating func opened(_ byte: UInt8) -> WireFault? {
        opening = byte
        if byte & 0x70 != 0 { return .reservedBits }
        guard let opcode = Opcode(rawValue: byte & 0x0F) else { return .reservedOpcode }
        switch opcode {
        case .close, .ping, .pong: return isFinal ? nil : .controlFragmented
        case .continuation: return form == nil ? .continuationUnexpected : nil
        case .text, .binary: return form == nil ? nil : .continuationMissing
        }
    }

    private mutating func sized(_ byte: UInt8) -> WireFault? {
        second = byte
        if byte & 0x80 != maskBit { return maskBit == 0 ? .maskUnexpected : .maskMissing }
        let short = byte & 0x7F
        length = short < 126 ? UInt64(short) : 0
        if short >= 126 { return isControl ? .controlTooLong : nil }
        return measured()
    }

    /// The length is known: compared before anything is added to it, and before one byte of payload is kept.
    private mutating func measured() -> WireFault? {
        switch second & 0x7F {
        case 126 where length < 126: return .lengthNotMinimal
        case 127 where length >> 63 != 0: return .lengthTopBit
        case 127 where length <= 0xFFFF: return .lengthNotMinimal
        default: break
        }
        if !isControl, let fault = admitted() { return fault }
        if maskBit == 0 { stage = .payload }
        return nil
    }

    private mutating func admitted() -> WireFault? {
        let room = UInt64(messageBytesMax).subtractingReportingOverflow(UInt64(held.count))
        guard !room.overflow, length <= room.partialValue else { return .messageTooLarge }
        let shown = (UInt64(held.count) &+ length) / UInt64(WireLimits.fragmentBytesMean)
        fragments &+= 1
        guard UInt64(fragments) <= UInt64(fragmentsFree) &+ shown else { return .fragmentsTooMany }
        switch opening & 0x0F {
        case Opcode.text.rawValue: form = .text
        case Opcode.binary.rawValue: form = .binary
        default: break
        }
        return nil
    }
}
