public import JSONGrammar
public import LifelineCore

/// How many bytes a message can take at most. For scalars a constant, so that a whole message needs one `reserve`.
@usableFromInline struct JSONBound: ~Copyable, Visitor {
    @usableFromInline var total = 2 + 32
    @usableFromInline init() {}

    @inlinable @inline(__always) mutating func key(_ key: StaticString) { total &+= key.utf8CodeUnitCount &+ 4 }

    @inlinable @inline(__always) static func room<T: Scalar>(_ value: T) -> Int {
        switch T.shape {
        case .bool: 5
        case .enumeration: T.name(Int(truncatingIfNeeded: value.bits)).utf8CodeUnitCount &+ 2
        default: JSONNumber.bytesMax
        }
    }

    @inlinable @inline(__always) static func room<W: Words>(_ value: W) -> Int {
        JSONWriter.reading(value.storage) { JSONString.roomForWriting($0) }
    }

    @inlinable @inline(__always) mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) {
        self.key(key)
        total &+= JSONBound.room(value)
    }

    @inlinable @inline(__always) mutating func field<W: Words>(_ key: StaticString, _ value: inout W) {
        self.key(key)
        total &+= JSONBound.room(value)
    }

    @inlinable @inline(__always) mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) {
        self.key(key)
        if var part = value {
            total &+= 2
            P.describe(&part, &self)
        }
    }

    @inlinable @inline(__always) mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) {
        self.key(key)
        total &+= 2
        if T.shape == .enumeration {
            for value in list { total &+= JSONBound.room(value) &+ 1 }
        } else {
            total &+= list.count &* (JSONNumber.bytesMax &+ 1)
        }
    }

    @inlinable @inline(__always) mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) {
        self.key(key)
        total &+= 2
        for index in list.indices { total &+= JSONBound.room(list[index]) &+ 1 }
    }

    @inlinable @inline(__always) mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        if var words = list { field(key, &words) }
    }

    @inlinable @inline(__always) mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) {
        self.key(key)
        total &+= 2
        list.withUnsafeBufferPointer { parts in
            for index in parts.indices {
                total &+= 3
                if let part = parts.baseAddress { describing(part: part + index, &self) }
            }
        }
    }

    @inlinable @inline(__always) mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) {
        if var parts = list { field(key, &parts) }
    }

    @inlinable @inline(__always) mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) {
        self.key(key)
        var one = JSONBound()
        var part = P()
        P.describe(&part, &one)
        total &+= 2 &+ list.count &* one.total
    }

    @inlinable @inline(__always) mutating func field(_ key: StaticString, _ value: inout Bytes) {
        self.key(key)
        total &+= 2 &+ Base64.encodedCount(value.storage.count)
    }

    @inlinable @inline(__always) mutating func field(_ key: StaticString, _ value: inout Document) {
        self.key(key)
        total &+= value.json.count
    }

    @inlinable @inline(__always) mutating func field(_ key: StaticString, _ value: inout Document?) {
        self.key(key)
        total &+= value?.json.count ?? 0
    }

    /// Items are of any size; the writer makes room for them as it comes to them.
    @inlinable @inline(__always) mutating func field(_ key: StaticString, _ items: inout [Item]) { self.key(key) }
}
