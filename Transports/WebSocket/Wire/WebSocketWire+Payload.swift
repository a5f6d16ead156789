import LifelineCore

/// Payloads: in place where they lie whole, else gathered behind each other.
extension WebSocketWire {
    /// Nil if a frame is over and nothing is to be said about it.
    mutating func takePayload(_ input: inout Inbound) -> WireEvent? {
        // `length` was compared with the limits, so it fits an Int.
        let left = Int(truncatingIfNeeded: length)
        let count = min(left, input.count)
        let bytes = input.start
        input.advance(count)
        return opening & 0x08 != 0 ? takeControl(bytes, count, left) : takeData(bytes, count, left)
    }

    private mutating func takeData(_ bytes: UnsafeMutableRawPointer, _ count: Int, _ left: Int) -> WireEvent? {
        let isFinal = opening & 0x80 != 0
        let isWhole = isFinal && count == left && held.count == 0
        // The last frame's room is known; before it, only that more is to come.
        let announced = isFinal ? left : Int(messageBytesMax) &- Int(held.count)
        let target = isWhole || count == 0 ? bytes : held.reserve(count, of: announced)
        unmask(bytes, count, to: target)
        if form == .text, !check.take(target, count: count) { return end(.textInvalid) }
        if isWhole { return message(bytes, count) }
        held.append(count)
        length &-= UInt64(count)
        guard length == 0 else { return .more }
        guard isFinal else {
            beginHead()
            return nil
        }
        return message(held.bytes ?? bytes, Int(held.count))
    }

    /// A message is whole. Text that ends inside a character is refused here.
    private mutating func message(_ bytes: UnsafeMutableRawPointer, _ count: Int) -> WireEvent? {
        let form = form ?? .binary
        if !check.isComplete { return end(.textInvalid) }
        self.form = nil
        fragments = 0
        settle()
        return isSilent ? nil : .message(UnsafeMutableRawBufferPointer(start: bytes, count: count), form)
    }

    /// Control payloads never mix with the message they interrupt: a cut one waits behind it, slack apart.
    private mutating func takeControl(_ bytes: UnsafeMutableRawPointer, _ count: Int, _ left: Int) -> WireEvent? {
        let whole = Int(second & 0x7F)
        var payload = bytes
        if count < whole {
            guard count > 0 || left == 0 else { return .more }
            let room = Inbound.slackBefore &+ whole
            payload = held.reserve(room, of: room) + Inbound.slackBefore
            unmask(bytes, count, to: payload + (whole &- left))
            length &-= UInt64(count)
            guard length == 0 else { return .more }
        } else {
            unmask(bytes, count, to: bytes)
        }
        settle()
        return control(UnsafeMutableRawBufferPointer(start: payload, count: whole))
    }

    private mutating func control(_ payload: UnsafeMutableRawBufferPointer) -> WireEvent? {
        switch Opcode(rawValue: opening & 0x0F) {
        case .ping: return isSilent ? nil : .ping(payload)
        case .pong: return isSilent ? nil : .pong(payload)
        default:
            if let fault = CloseFrame.fault(in: UnsafeRawBufferPointer(payload)) { return end(fault) }
            stage = .ended
            guard payload.count >= 2 else { return .close(code: CloseFrame.codeAbsent, reason: payload) }
            let code = payload.loadUnaligned(as: UInt16.self).byteSwapped
            return .close(code: code, reason: UnsafeMutableRawBufferPointer(rebasing: payload[2...]))
        }
    }

    private mutating func unmask(_ bytes: UnsafeMutableRawPointer, _ count: Int, to target: UnsafeMutableRawPointer) {
        if maskBit != 0 {
            Mask.apply(key, from: UnsafeRawPointer(bytes), to: target, count: count)
            key = Mask.rotated(key, by: count)
        } else if target != bytes {
            target.copyMemory(from: bytes, byteCount: count)
        }
    }

    private mutating func beginHead() {
        headCount = 0
        stage = .head
    }

    /// A frame is over: back to where the next one begins. The buffer stays while a message is in progress, and for one
    /// more call if the event to come points into it.
    mutating func settle(releasing: Bool = false) {
        beginHead()
        guard form == nil else { return }
        if releasing { held.release() }
        if held.capacity > 0 {
            stage = .spent
        } else if !isSilent {
            stage = .ready
        }
    }
}
