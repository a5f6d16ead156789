/// Shows a writer only those of a message's own fields whose bit is set: what a delta says. Parts are shown whole.
public struct PickedFields<Writer: FieldSkipper & ~Copyable>: ~Copyable, Visitor {
    @usableFromInline let writer: UnsafeMutablePointer<Writer>
    /// The bit of the next field is the lowest.
    @usableFromInline var picked: UInt64

    /// `writer` stays valid during the walk.
    @inlinable @inline(__always) public init(_ writer: UnsafeMutablePointer<Writer>, _ picked: UInt64) {
        self.writer = writer
        self.picked = picked
    }

    /// Whether the next field is shown.
    @inlinable @inline(__always) mutating func takes(_ shape: Shape) -> Bool {
        let isPicked = picked & 1 == 1
        picked >>= 1
        if !isPicked { writer.pointee.skip(shape) }
        return isPicked
    }

    @inlinable @inline(__always) public mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) {
        if takes(T.shape) { writer.pointee.field(key, &value) }
    }
    @inlinable @inline(__always) public mutating func field<W: Words>(_ key: StaticString, _ value: inout W) {
        if takes(W.shape) { writer.pointee.field(key, &value) }
    }
    @inlinable @inline(__always) public mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) {
        if takes(.part) { writer.pointee.field(key, &value) }
    }
    @inlinable @inline(__always) public mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) {
        if takes(.list) { writer.pointee.field(key, &list) }
    }
    @inlinable @inline(__always) public mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) {
        if takes(.list) { writer.pointee.field(key, &list) }
    }
    @inlinable @inline(__always) public mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        if takes(.list) { writer.pointee.field(key, &list) }
    }
    @inlinable @inline(__always) public mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) {
        if takes(.list) { writer.pointee.field(key, &list) }
    }
    @inlinable @inline(__always) public mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) {
        if takes(.list) { writer.pointee.field(key, &list) }
    }
    @inlinable @inline(__always) public mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) {
        if takes(.list) { writer.pointee.field(key, &list) }
    }
    @inlinable @inline(__always) public mutating func field(_ key: StaticString, _ value: inout Bytes) {
        if takes(.bytes) { writer.pointee.field(key, &value) }
    }
    @inlinable @inline(__always) public mutating func field(_ key: StaticString, _ value: inout Document) {
        if takes(.document) { writer.pointee.field(key, &value) }
    }
    @inlinable @inline(__always) public mutating func field(_ key: StaticString, _ value: inout Document?) {
        if takes(.document) { writer.pointee.field(key, &value) }
    }
    @inlinable @inline(__always) public mutating func field(_ key: StaticString, _ items: inout [Item]) {
        if takes(.items) { writer.pointee.field(key, &items) }
    }
}

/// A writer that can leave a field out.
public protocol FieldSkipper: Visitor, ~Copyable {
    /// In place of `field`.
    mutating func skip(_ shape: Shape)
}
