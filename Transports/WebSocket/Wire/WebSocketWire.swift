public import LifelineCore

/// RFC 6455 frames into messages, for either side of a connection: a value without I/O, clock or randomness.
///
/// A frame that lies whole in the region is unmasked, checked and handed out where it lies. Only a cut frame or a
/// fragmented message is copied, into one flat buffer that is held until that message is over; between messages the
/// machine is some fifty bytes and nothing else. No extension is known, so none may be agreed.
///
///     var input = Inbound(start, count: bytesRead)
///     while true {
///         switch wire.next(&input) {
///         case .more: return
///         case .message(let bytes, let form): …
///         …
///         }
///     }
///
/// The caller may stop between two events and come back later with what is left of `input`. The same bytes give the
/// same events however they are split. After `close` and `violated` every byte is eaten and nothing is said.
public struct WebSocketWire: ~Copyable {
    @usableFromInline enum Stage: UInt8 {
        /// Between messages with nothing held: the only stage that `next` leaves to the straight path.
        case ready
        /// Inside a head, between fragments, or between messages after `silence`.
        case head
        case payload
        /// A message was handed out of the buffer, which goes with the next call.
        case spent
        case ended
    }

    /// Whose frames arrive here.
    public enum Role: Sendable, Hashable { case server, client }

    // Wide to narrow, so that the whole fits 64 bytes.
    var held = FlatBuffer()
    /// What is to come of the present frame's payload; in a head, the length as far as it has been read.
    var length: UInt64 = 0
    /// Turned as payload bytes are unmasked, so that it fits the next one.
    var key: UInt32 = 0
    var fragments: UInt32 = 0
    @usableFromInline let messageBytesMax: UInt32
    let fragmentsFree: UInt32
    @usableFromInline var stage = Stage.ready
    /// 0x80 if frames must be masked, else 0.
    @usableFromInline let maskBit: UInt8
    /// The first two bytes of the present frame.
    var opening: UInt8 = 0
    var second: UInt8 = 0
    /// Bytes of the present head that have been read.
    var headCount: UInt8 = 0
    /// The form of the message in progress.
    var form: RecordForm?
    var check = UTF8Check()
    var isSilent = false

    /// A server's machine reads what a client sends, so its frames must be masked; a client's the reverse.
    public init(_ role: Role, _ limits: WireLimits = WireLimits()) {
        messageBytesMax = UInt32(clamping: min(max(limits.messageBytesMax, 0), Int(Int32.max)))
        fragmentsFree = UInt32(clamping: max(limits.fragmentsFree, 1))
        maskBit = role == .server ? 0x80 : 0
    }

    /// Memory held besides the value itself: the message so far, and its spare room.
    public var bytesHeld: Int { Int(held.capacity) }

    /// We have sent Close: from now on messages, pings and pongs are checked and dropped, and only the peer's close or
    /// a violation is told.
    public mutating func silence() {
        isSilent = true
        if stage == .ready { stage = .head }
    }

    /// Eats bytes up to and including the next event. Ask again until it says `more`.
    @inlinable @inline(__always)
    public mutating func next(_ input: inout Inbound) -> WireEvent {
        // The straight path: a whole, unfragmented message under 64 KiB, nothing held. Reads a head's eight bytes at
        // once, which the slack behind the region allows; a cut one fails the comparison of lengths.
        guard stage == .ready else { return step(&input) }
        let word = UInt64(littleEndian: input.start.loadUnaligned(as: UInt64.self))
        let opcode = (word & 0xFF) ^ 0x80
        var length = Int(truncatingIfNeeded: word &>> 8 & 0xFF) ^ Int(maskBit)
        var head = 2
        var key = UInt32(truncatingIfNeeded: word &>> 16)
        if length >= 126 {
            // 126: sixteen bits follow. 127 and a wrong mask bit become a length that no limit allows.
            length = Int(UInt16(truncatingIfNeeded: word &>> 16).byteSwapped) | (length &- 126) &<< 32
            if length < 126 { return step(&input) }
            head = 4
            key = UInt32(truncatingIfNeeded: word &>> 32)
        }
        head &+= Int(maskBit &>> 5)
        guard opcode &- 1 <= 1, length <= Int(messageBytesMax), head &+ length <= input.count else {
            return step(&input)
        }
        let payload = input.start + head
        let gathered =
            maskBit != 0 ? Mask.apply(key, to: payload, count: length) : ASCII.gathered(payload, count: length)
        let bytes = UnsafeMutableRawBufferPointer(start: payload, count: length)
        input.start = payload + length
        if opcode == 2 { return .message(bytes, .binary) }
        if ASCII.holds(gathered) || UTF8Check.isValid(UnsafeRawBufferPointer(bytes)) { return .message(bytes, .text) }
        return end(.textInvalid)
    }

    /// Everything else, one event at a time.
    @usableFromInline @inline(never)
    mutating func step(_ input: inout Inbound) -> WireEvent {
        if stage == .spent { settle(releasing: true) }
        while stage != .ended {
            let event = stage == .payload ? takePayload(&input) : takeHead(&input)
            if let event { return event }
            if stage == .spent { settle(releasing: true) }
        }
        held.release()
        input.start = input.end
        return .more
    }

    /// The connection is over for this machine; the buffer goes with the next call, for its bytes may be in the event.
    @usableFromInline @inline(never)
    mutating func end(_ fault: WireFault) -> WireEvent {
        stage = .ended
        return .violated(fault)
    }
}
