/// The field kinds of the wire. What a JSON field looks like and where an energy field lies both follow from these.
public enum Shape: UInt8, Sendable, Hashable, CaseIterable {
    /// Of fixed size: a flag, an alternative's number, integers of 16, 32 and 53 bits, microseconds, floats.
    case bool, enumeration, u16, u32, u53, time, f32, f64
    /// Counted in bytes: ASCII words of three alphabets, any UTF-8, any bytes, one canonical JSON value.
    case name, channel, phrase, text, bytes, document
    /// Counted in elements: of a list, of a table with one row, of whole frames.
    case list, part, items

    /// The size in the fixed region; a power of two, and the alignment too. What lives in the tail has an offset and a
    /// count here.
    @inlinable @inline(__always) public var size: Int {
        switch self {
        case .bool, .enumeration: 1
        case .u16: 2
        case .u32, .f32: 4
        case .u53, .time, .f64: 8
        case .name, .channel, .phrase, .text, .bytes, .document, .list, .part, .items: 8
        }
    }

    /// True if the fixed region only says where the value lies, and how much of it.
    @inlinable @inline(__always) public var isInTail: Bool { rawValue >= Shape.name.rawValue }

    /// The largest integer on any wire: 2^53−1.
    @inlinable @inline(__always) public static var u53Max: UInt64 { 9_007_199_254_740_991 }
}
