import EnergyCodec
import LifelineCore

/// An energy frame under the knife: vectors of what other writers may send, and of what nobody may.
struct FrameBytes {
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    init(_ item: Item) { bytes = VectorCase(frame: item).record(EnergyCodec.self) }

    static let lengthAt = 4
    static let fixedBytesAt = 36
    static let flagsAt = 38
    static let presenceAt = 40
    static let fixedAt = 48

    private mutating func put(_ value: UInt64, _ count: Int, at offset: Int) {
        for i in 0..<count { bytes[offset + i] = UInt8(truncatingIfNeeded: value >> UInt64(8 * i)) }
    }

    func with(u8 value: UInt8, at offset: Int) -> FrameBytes { with(UInt64(value), 1, at: offset) }
    func with(u16 value: UInt16, at offset: Int) -> FrameBytes { with(UInt64(value), 2, at: offset) }
    func with(u32 value: UInt32, at offset: Int) -> FrameBytes { with(UInt64(value), 4, at: offset) }
    func with(u64 value: UInt64, at offset: Int) -> FrameBytes { with(value, 8, at: offset) }

    private func with(_ value: UInt64, _ count: Int, at offset: Int) -> FrameBytes {
        var copy = self
        copy.put(value, count, at: offset)
        return copy
    }

    /// With bytes in between, and the length to match.
    func inserting(_ more: [UInt8], at offset: Int) -> FrameBytes {
        var copy = self
        copy.bytes.insert(contentsOf: more, at: offset)
        return copy.with(u32: UInt32(copy.bytes.count), at: FrameBytes.lengthAt)
    }

    func appending(_ more: [UInt8]) -> FrameBytes { inserting(more, at: bytes.count) }

    /// With the length that `count` says, and no more bytes than that.
    func cut(to count: Int) -> FrameBytes {
        FrameBytes(Array(bytes.prefix(count))).with(u32: UInt32(count), at: FrameBytes.lengthAt)
    }

    func u32(at offset: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) } }
    func u64(at offset: Int) -> UInt64 { UInt64(u32(at: offset)) | UInt64(u32(at: offset + 4)) << 32 }

    /// Where the fixed region has a field of that type.
    static func place<M: Message>(_ key: String, _ type: M.Type) -> Int {
        let field = FieldTable(type).fields.first { $0.key == key }
        guard let field else { preconditionFailure("\(type) has no field \"\(key)\"") }
        return fixedAt + field.offset
    }
}
