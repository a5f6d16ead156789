/// What a walk over a message's fields does: writes them, reads them, counts them, describes them.
///
/// This half has no word for text. See `Visitor` for the other.
public protocol AbstractVisitor: ~Copyable {
    /// A number, a flag, an enumeration, a time; or an optional one, which is absent when nil.
    mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T)
    /// Words that we or a registry chose; or optional ones, which are absent when nil.
    mutating func field<W: AbstractWords>(_ key: StaticString, _ value: inout W)
    /// Fields of a type of their own, or none.
    mutating func field<P: Part>(_ key: StaticString, _ value: inout P?)

    /// Numbers, flags, alternatives or times, any number of them.
    mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T])
    /// A list of words.
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W])
    /// A list of words, or none, which is not an empty one.
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?)
    /// A list of parts: objects in JSON, rows of a table in an energy frame.
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P])
    /// A list of parts, or none, which is not an empty one.
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?)
    /// A list of parts that lie in an energy frame as they lie in memory.
    mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P])
}

/// The whole vocabulary: what an `AbstractVisitor` takes, and what may hold a person's or a model's words.
public protocol Visitor: AbstractVisitor, ~Copyable {
    /// Words that anybody may have chosen, a user or a model too.
    mutating func field<W: Words>(_ key: StaticString, _ value: inout W)
    /// Opaque bytes.
    mutating func field(_ key: StaticString, _ value: inout Bytes)
    /// One JSON value, canonical.
    mutating func field(_ key: StaticString, _ value: inout Document)
    /// One JSON value, or none.
    mutating func field(_ key: StaticString, _ value: inout Document?)
    /// Messages inside the message, each with its envelope.
    mutating func field(_ key: StaticString, _ items: inout [Item])
}

/// A message inside another: one entry of a snapshot.
public struct Item: Sendable {
    /// As it was published: with its own `seq`, time and tick.
    public var envelope: Envelope
    /// Of the type that `envelope.kind` numbers.
    public var payload: any Message

    /// The two must fit: `envelope.kind` is the payload's.
    public init(envelope: Envelope, payload: any Message) {
        self.envelope = envelope
        self.payload = payload
    }
}
