/// Checks UTF-8 as it arrives: in any split, refusing at the first byte that no continuation could make right.
///
///     var check = UTF8Check()
///     guard check.take(chunk), check.take(chunk2), check.isComplete else { … 1007 … }
public struct UTF8Check: Sendable {
    /// 0, or the state of `UTF8Steps`.
    private var state: UInt8 = 0
    private static let refused: UInt64 = 6

    public init() {}

    /// True between characters.
    public var isComplete: Bool { state == 0 }

    public static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var check = UTF8Check()
        return check.take(bytes) && check.isComplete
    }

    public mutating func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let start = bytes.baseAddress else { return UInt64(state) != Self.refused }
        return take(start, count: bytes.count)
    }

    /// False once the bytes taken so far cannot begin any UTF-8, and false ever after.
    public mutating func take(_ bytes: UnsafeRawPointer, count: Int) -> Bool {
        var next = UInt64(state)
        var i = 0
        while count &- i >= 16 {
            if next & 63 == 0, ASCII.holds(ASCII.sixteen(bytes + i)) {
                i &+= 16
                while count &- i >= 64, ASCII.holds(ASCII.sixtyFour(bytes + i)) { i &+= 64 }
                continue
            }
            let stop = i &+ 16
            while i < stop {
                next = UTF8Steps.table[unchecked: Int(bytes.load(fromByteOffset: i, as: UInt8.self))] &>> next
                i &+= 1
            }
            if next & 63 == Self.refused { return refuse() }
        }
        while i < count {
            next = UTF8Steps.table[unchecked: Int(bytes.load(fromByteOffset: i, as: UInt8.self))] &>> next
            i &+= 1
        }
        state = UInt8(truncatingIfNeeded: next & 63)
        return next & 63 != Self.refused
    }

    private mutating func refuse() -> Bool {
        state = UInt8(Self.refused)
        return false
    }
}

extension ASCII {
    @inline(__always)
    fileprivate static func sixteen(_ p: UnsafeRawPointer) -> UInt64 {
        p.loadUnaligned(as: UInt64.self) | p.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    }

    @inline(__always)
    fileprivate static func sixtyFour(_ p: UnsafeRawPointer) -> UInt64 {
        Mask.folded(
            p.loadUnaligned(as: SIMD4<UInt64>.self) | p.loadUnaligned(fromByteOffset: 32, as: SIMD4<UInt64>.self))
    }
}
