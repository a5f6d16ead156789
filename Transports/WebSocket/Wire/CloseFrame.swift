public import LifelineCore

/// Close frames: what may be in one, and how ours are written (RFC 6455 §5.5.1, §7.4).
public enum CloseFrame {
    /// The largest one: head, mask and 125 bytes.
    public static let bytesMax = 2 + 4 + 125
    /// What stands for "no code" in events and in `Close`; never on the wire.
    public static let codeAbsent: UInt16 = 1005

    /// True for the codes that an endpoint may send.
    public static func mayTravel(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }

    static func fault(in payload: UnsafeRawBufferPointer) -> WireFault? {
        if payload.isEmpty { return nil }
        guard payload.count >= 2 else { return .closeTooShort }
        guard mayTravel(payload.loadUnaligned(as: UInt16.self).byteSwapped) else { return .closeCodeInvalid }
        return UTF8Check.isValid(UnsafeRawBufferPointer(rebasing: payload[2...])) ? nil : .closeReasonInvalid
    }

    /// Writes the whole frame, masked if a key is given, and returns its length, at most `bytesMax`.
    ///
    /// A code that may not travel (1005, 1006) gives an empty frame. A reason over 123 bytes is cut between characters.
    public static func write(_ close: Close, key: UInt32? = nil, to target: UnsafeMutableRawPointer) -> Int {
        var count = 0
        let head = FrameHead.count(payload: 0, masked: key != nil)
        let payload = target + head
        if mayTravel(close.code) {
            payload.storeBytes(of: close.code.bigEndian, as: UInt16.self)
            count = 2
            for scalar in close.reason.unicodeScalars {
                let units = UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
                guard count &- 2 &+ units.count <= Close.reasonBytesMax else { break }
                for unit in units {
                    payload.storeBytes(of: unit, toByteOffset: count, as: UInt8.self)
                    count &+= 1
                }
            }
        }
        FrameHead.write(.close, payload: count, key: key, to: target)
        if let key { Mask.apply(key, to: payload, count: count) }
        return head &+ count
    }
}
