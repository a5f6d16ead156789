/// What a walk over a message's fields does: writes them, reads them, counts them, describes them.
///
/// This half has no word for text. See `Visitor` for the other.
public protocol AbstractVisitor: ~Copyable {
    /// A number, a flag, an enumeration, a time; or an optional one, which is absent when nil.
    mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T)
    mutating func field<W: AbstractWords>(_ key: StaticString, _ value: inout W)
    mutating func field<P: Part>(_ key: StaticString, _ value: inout P?)

    mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T])
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W])
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?)
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P])
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?)
    mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P])
}

/// The whole vocabulary: what an `AbstractVisitor` takes, and what may hold a person's or a model's words.
public protocol Visitor: AbstractVisitor, ~Copyable {
    mutating func field<W: Words>(_ key: StaticString, _ value: inout W)
    mutating func field(_ key: StaticString, _ value: inout Bytes)
    mutating func field(_ key: StaticString, _ value: inout Document)
    mutating func field(_ key: StaticString, _ value: inout Document?)
    mutating func field(_ key: StaticString, _ items: inout [Item])
}

/// A message inside another: one entry of a snapshot.
public struct Item: Sendable {
    public var envelope: Envelope
    public var payload: any Message

    public init(envelope: Envelope, payload: any Message) {
        self.envelope = envelope
        self.payload = payload
    }
}
