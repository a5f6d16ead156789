public import LifelineCore

/// Where the fields of a type lie. Walks a value for its type alone; of a walk that is inlined only constants remain.
@usableFromInline struct FixedLayout: ~Copyable, Visitor {
    /// Where the next field would start.
    @usableFromInline var at = 0
    @usableFromInline var count = 0
    /// The fields that must be present.
    @usableFromInline var required: UInt64 = 0
    /// The fields that lie within `limit`.
    @usableFromInline var fitting: UInt64 = 0
    /// The size of the fixed region that is looked at.
    @usableFromInline let limit: Int
    /// Whether every field is a `Float`.
    @usableFromInline var isFloats = true

    @inlinable @inline(__always) init(limit: Int = .max) { self.limit = limit }

    /// F: the size of the fixed region.
    @inlinable @inline(__always) var bytes: Int { Frame.align(at, to: 8) }

    /// The bits of the fields this type has.
    @inlinable @inline(__always) var known: UInt64 { count >= 64 ? ~0 : (1 << UInt64(count)) &- 1 }

    @inlinable @inline(__always)
    mutating func add(_ shape: Shape, _ isOptional: Bool) {
        at = Frame.align(at, to: shape.size) &+ shape.size
        let bit: UInt64 = count < 64 ? 1 << UInt64(count) : 0
        if !isOptional { required |= bit }
        if at <= limit { fitting |= bit }
        if shape != .f32 { isFloats = false }
        count &+= 1
    }

    @inlinable @inline(__always)
    mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) { add(T.shape, T.isOptional) }
    @inlinable @inline(__always)
    mutating func field<W: Words>(_ key: StaticString, _ value: inout W) { add(W.shape, W.isOptional) }
    @inlinable @inline(__always)
    mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) { add(.part, true) }
    @inlinable @inline(__always)
    mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) { add(.list, false) }
    @inlinable @inline(__always)
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) { add(.list, false) }
    @inlinable @inline(__always)
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) { add(.list, true) }
    @inlinable @inline(__always)
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) { add(.list, false) }
    @inlinable @inline(__always)
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) { add(.list, true) }
    @inlinable @inline(__always)
    mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) { add(.list, false) }
    @inlinable @inline(__always)
    mutating func field(_ key: StaticString, _ value: inout Bytes) { add(.bytes, false) }
    @inlinable @inline(__always)
    mutating func field(_ key: StaticString, _ value: inout Document) { add(.document, false) }
    @inlinable @inline(__always)
    mutating func field(_ key: StaticString, _ value: inout Document?) { add(.document, true) }
    @inlinable @inline(__always)
    mutating func field(_ key: StaticString, _ items: inout [Item]) { add(.items, false) }
}

extension FixedLayout {
    /// The floats in one `P`, which is nothing but floats.
    @inlinable @inline(__always) static func lanes<P: Packed>(_ type: P.Type) -> Int {
        var part = P()
        var layout = FixedLayout()
        P.describe(&part, &layout)
        precondition(
            layout.isFloats && layout.at == MemoryLayout<P>.stride,
            "a Packed part has Float fields only and describes all of them")
        return layout.count
    }
}
