/// A field of fixed size. Codecs see its `shape` and its `bits`; after inlining both are constants of the field.
public protocol Scalar: Sendable {
    /// What a field holds before it is set: zero, false, alternative 0, or nil.
    init()
    /// How the wire has it. An optional has its value's shape.
    static var shape: Shape { get }
    /// True if the field may be absent. False unless said otherwise.
    static var isOptional: Bool { get }
    /// True if an array of it is, byte for byte, the energy frame's list of it.
    static var isPlain: Bool { get }
    /// False only for an optional that is nil: then the field is absent.
    var isPresent: Bool { get }
    /// The value as the energy frame stores it, widened.
    var bits: UInt64 { get }
    /// Stores what `bits` says. False if no value has those bits; what is stored then means nothing.
    static func load(_ bits: UInt64, into value: inout Self) -> Bool
    /// Stores bits that are known to be a value: for floats a finite one, and not −0.
    static func keep(_ bits: UInt64, in value: inout Self)
    /// Makes an optional nil; a plain value keeps what it is.
    mutating func clear()
    /// The names of an enumeration, in order of their numbers. None for other shapes.
    static var names: Int { get }
    /// The name of the alternative with that number; empty where there is none.
    static func name(_ index: Int) -> StaticString
}

extension Scalar {
    @inlinable @inline(__always) public static var isOptional: Bool { false }
    @inlinable @inline(__always) public static var isPlain: Bool { false }
    @inlinable @inline(__always) public var isPresent: Bool { true }
    @inlinable @inline(__always) public mutating func clear() {}
    @inlinable @inline(__always) public static func keep(_ bits: UInt64, in value: inout Self) {
        _ = load(bits, into: &value)
    }
    @inlinable @inline(__always) public static var names: Int { 0 }
    @inlinable @inline(__always) public static func name(_ index: Int) -> StaticString { "" }
}

extension Bool: Scalar {
    @inlinable @inline(__always) public static var shape: Shape { .bool }
    @inlinable @inline(__always) public var bits: UInt64 { self ? 1 : 0 }
    @inlinable @inline(__always) public static func load(_ bits: UInt64, into value: inout Bool)
        -> Bool
    {
        guard bits <= 1 else { return false }
        value = bits == 1
        return true
    }
}

extension UInt16: Scalar {
    @inlinable @inline(__always) public static var shape: Shape { .u16 }
    @inlinable @inline(__always) public static var isPlain: Bool { true }
    @inlinable @inline(__always) public var bits: UInt64 { UInt64(self) }
    @inlinable @inline(__always) public static func load(_ bits: UInt64, into value: inout UInt16)
        -> Bool
    {
        guard bits <= 0xFFFF else { return false }
        value = UInt16(truncatingIfNeeded: bits)
        return true
    }
}

extension UInt32: Scalar {
    @inlinable @inline(__always) public static var shape: Shape { .u32 }
    @inlinable @inline(__always) public static var isPlain: Bool { true }
    @inlinable @inline(__always) public var bits: UInt64 { UInt64(self) }
    @inlinable @inline(__always) public static func load(_ bits: UInt64, into value: inout UInt32)
        -> Bool
    {
        guard bits <= 0xFFFF_FFFF else { return false }
        value = UInt32(truncatingIfNeeded: bits)
        return true
    }
}

/// An integer up to 2^53−1, the largest that every JSON reader keeps exact.
extension UInt64: Scalar {
    @inlinable @inline(__always) public static var shape: Shape { .u53 }
    @inlinable @inline(__always) public var bits: UInt64 { self }
    @inlinable @inline(__always) public static func load(_ bits: UInt64, into value: inout UInt64)
        -> Bool
    {
        guard bits <= Shape.u53Max else { return false }
        value = bits
        return true
    }
}

extension Float: Scalar {
    @inlinable @inline(__always) public static var shape: Shape { .f32 }
    @inlinable @inline(__always) public static var isPlain: Bool { true }
    @inlinable @inline(__always) public var bits: UInt64 { UInt64(bitPattern) }
    @inlinable @inline(__always) public static func load(_ bits: UInt64, into value: inout Float)
        -> Bool
    {
        let float = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
        value = float == 0 ? 0 : float
        return float.isFinite
    }
    @inlinable @inline(__always) public static func keep(_ bits: UInt64, in value: inout Float) {
        value = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
    }
}

extension Double: Scalar {
    @inlinable @inline(__always) public static var shape: Shape { .f64 }
    @inlinable @inline(__always) public static var isPlain: Bool { true }
    @inlinable @inline(__always) public var bits: UInt64 { bitPattern }
    @inlinable @inline(__always) public static func load(_ bits: UInt64, into value: inout Double)
        -> Bool
    {
        let double = Double(bitPattern: bits)
        value = double == 0 ? 0 : double
        return double.isFinite
    }
    @inlinable @inline(__always) public static func keep(_ bits: UInt64, in value: inout Double) {
        value = Double(bitPattern: bits)
    }
}

extension Timestamp: Scalar {
    @inlinable @inline(__always) public static var shape: Shape { .time }
    @inlinable @inline(__always) public var bits: UInt64 { UInt64(bitPattern: microseconds) }
    @inlinable @inline(__always) public static func load(_ bits: UInt64, into value: inout Timestamp)
        -> Bool
    {
        value = Timestamp(microseconds: Int64(bitPattern: bits))
        return value.travels
    }
}

/// Named alternatives: names in JSON, numbers in the energy frame, from this one table. Alternatives are appended.
public protocol Enumeration: Scalar, CaseIterable, RawRepresentable where RawValue == UInt8 {
    /// What JSON calls this alternative.
    var name: StaticString { get }
    static var names: Int { get }
}

extension Enumeration {
    /// The alternative numbered 0, which every enumeration has.
    @inlinable @inline(__always) public init() { self = Self(rawValue: 0).unsafelyUnwrapped }
    @inlinable @inline(__always) public static var shape: Shape { .enumeration }
    @inlinable @inline(__always) public var bits: UInt64 { UInt64(rawValue) }
    @inlinable @inline(__always) public static func load(_ bits: UInt64, into value: inout Self)
        -> Bool
    {
        guard bits <= 0xFF, let known = Self(rawValue: UInt8(truncatingIfNeeded: bits)) else {
            return false
        }
        value = known
        return true
    }
    @inlinable @inline(__always) public static func name(_ index: Int) -> StaticString {
        Self(rawValue: UInt8(truncatingIfNeeded: index))?.name ?? ""
    }
}

/// Independent flags, a number in both codecs.
public protocol FlagSet: Scalar, OptionSet, Hashable where RawValue == UInt16 {}

extension FlagSet {
    @inlinable @inline(__always) public static var shape: Shape { .u16 }
    @inlinable @inline(__always) public var bits: UInt64 { UInt64(rawValue) }
    @inlinable @inline(__always) public static func load(_ bits: UInt64, into value: inout Self)
        -> Bool
    {
        guard bits <= 0xFFFF else { return false }
        value = Self(rawValue: UInt16(truncatingIfNeeded: bits))
        return true
    }
}

extension Optional: Scalar where Wrapped: Scalar {
    @inlinable @inline(__always) public init() { self = nil }
    @inlinable @inline(__always) public static func load(_ bits: UInt64, into value: inout Wrapped?)
        -> Bool
    {
        var wrapped = Wrapped()
        guard Wrapped.load(bits, into: &wrapped) else { return false }
        value = wrapped
        return true
    }
    @inlinable @inline(__always) public static var shape: Shape { Wrapped.shape }
    @inlinable @inline(__always) public static var isOptional: Bool { true }
    @inlinable @inline(__always) public var isPresent: Bool { self != nil }
    @inlinable @inline(__always) public var bits: UInt64 { self?.bits ?? 0 }
    @inlinable @inline(__always) public mutating func clear() { self = nil }
    @inlinable @inline(__always) public static var names: Int { Wrapped.names }
    @inlinable @inline(__always) public static func name(_ index: Int) -> StaticString {
        Wrapped.name(index)
    }
}
