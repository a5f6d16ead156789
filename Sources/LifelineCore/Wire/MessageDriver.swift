/// A message type as a value: what an engine needs to know of it, and how each codec reads and writes it.
///
/// Each codec's half is made in one inlinable function, so that it is specialised where both types are known.
///
/// ```swift
/// var driver = MessageDriver(EnergyUpdate.self)
/// driver.speak(JSONCodec.self, EnergyUpdate.self)
/// ```
public struct MessageDriver: Sendable {
    public let kind: Kind
    public let bearsText: Bool
    /// The type of all values that it writes, reads, compares and weighs.
    public let type: any Message.Type
    let weigh: @Sendable (UnsafeRawPointer) -> Int?
    let compare: @Sendable (UnsafeRawPointer, UnsafeRawPointer, inout ByteSink) -> UInt64?
    private var coders: [Coder] = []

    /// How one codec says it. Pointers go to a value of `type`, and to the codec's reader.
    struct Coder: Sendable {
        let codec: ObjectIdentifier
        let encode: @Sendable (UnsafeRawPointer, Envelope, Vocabulary, inout ByteSink) throws(CodecError) -> Void
        let encodeChanges:
            @Sendable (UnsafeRawPointer, UInt64, Envelope, Vocabulary, inout ByteSink) throws(CodecError) -> Void
        let decode:
            @Sendable (UnsafeMutableRawPointer, UnsafeMutableRawPointer, inout Envelope) throws(CodecError) -> Void
    }

    /// Speaks no codec yet.
    @inlinable public init<M: Message>(_ type: M.Type) {
        self.init(
            M.kind, M.bearsText, type,
            weigh: { message in
                var weight = Weight()
                describing(message: message.assumingMemoryBound(to: M.self), &weight)
                return weight.isSayable ? weight.bytes : nil
            },
            compare: { base, message, notes in
                FieldChanges.bits(
                    base.assumingMemoryBound(to: M.self), message.assumingMemoryBound(to: M.self), &notes)
            })
    }

    @usableFromInline init(
        _ kind: Kind, _ bearsText: Bool, _ type: any Message.Type,
        weigh: @escaping @Sendable (UnsafeRawPointer) -> Int?,
        compare: @escaping @Sendable (UnsafeRawPointer, UnsafeRawPointer, inout ByteSink) -> UInt64?
    ) {
        self.kind = kind
        self.bearsText = bearsText
        self.type = type
        self.weigh = weigh
        self.compare = compare
    }

    /// Lets the message be said in one more codec. `type` is the type this driver was made for.
    @inlinable public mutating func speak<M: Message, C: Codec>(_ codec: C.Type, _ type: M.Type) {
        add(
            ObjectIdentifier(codec), type,
            { message, envelope, vocabulary, sink throws(CodecError) in
                try C.encode(message.assumingMemoryBound(to: M.self).pointee, envelope, vocabulary, into: &sink)
            },
            { message, changes, envelope, vocabulary, sink throws(CodecError) in
                try C.encode(
                    message.assumingMemoryBound(to: M.self).pointee, changes: changes, envelope, vocabulary, into: &sink
                )
            },
            { reader, message, envelope throws(CodecError) in
                try reader.assumingMemoryBound(to: C.Reader.self).pointee.payload(
                    &message.assumingMemoryBound(to: M.self).pointee, &envelope)
            })
    }

    @usableFromInline mutating func add(
        _ codec: ObjectIdentifier, _ type: any Message.Type,
        _ encode:
            @escaping @Sendable (UnsafeRawPointer, Envelope, Vocabulary, inout ByteSink) throws(CodecError) ->
            Void,
        _ encodeChanges:
            @escaping @Sendable (UnsafeRawPointer, UInt64, Envelope, Vocabulary, inout ByteSink) throws(CodecError) ->
            Void,
        _ decode:
            @escaping @Sendable (UnsafeMutableRawPointer, UnsafeMutableRawPointer, inout Envelope) throws(CodecError) ->
            Void
    ) {
        precondition(type == self.type, "this is the driver of \(kind): speak(Codec.self, \(self.type).self)")
        coders.append(Coder(codec: codec, encode: encode, encodeChanges: encodeChanges, decode: decode))
    }

    func coder(for codec: ObjectIdentifier) -> Coder? {
        for coder in coders where coder.codec == codec { return coder }
        return nil
    }

    /// True if the codec can say it.
    public func speaks(_ codec: CodecDriver) -> Bool { coder(for: codec.identity) != nil }

    /// Appends `message`, a value of `type`; as a delta only what is set in `changes`. On a fault nothing is appended.
    public func encode(
        _ message: any Message, changes: UInt64? = nil, _ envelope: Envelope, _ codec: CodecDriver,
        _ vocabulary: Vocabulary, into sink: inout ByteSink
    ) throws(CodecError) {
        guard let coder = coder(for: codec.identity) else { throw CodecError(.unknownKind, at: 0) }
        func open<M: Message>(_ message: borrowing M, _ sink: inout ByteSink) throws(CodecError) {
            precondition(M.self == type, "the driver of \(kind) cannot write \(M.self)")
            try withUnsafePointer(to: message) { message throws(CodecError) in
                guard let changes else {
                    return try coder.encode(UnsafeRawPointer(message), envelope, vocabulary, &sink)
                }
                var envelope = envelope
                envelope.flags.insert(.delta)
                try coder.encodeChanges(UnsafeRawPointer(message), changes, envelope, vocabulary, &sink)
            }
        }
        try open(message, &sink)
    }

    /// A bit for each field of `message` that `base` has otherwise; both are values of `type`. Nil if a delta cannot say
    /// it, because a field went away, or need not, because nothing stayed as it was. Overwrites `notes`.
    public func changes(
        from base: any Message, to message: any Message, _ notes: inout ByteSink
    ) -> UInt64? {
        precondition(
            Swift.type(of: base) == type && Swift.type(of: message) == type,
            "the driver of \(kind) compares values of \(type) only")
        func open<M: Message>(_ message: borrowing M, _ base: UnsafeRawPointer, _ notes: inout ByteSink) -> UInt64? {
            withUnsafePointer(to: message) { compare(base, UnsafeRawPointer($0), &notes) }
        }
        func open<B: Message>(_ base: borrowing B, _ notes: inout ByteSink) -> UInt64? {
            withUnsafePointer(to: base) { open(message, UnsafeRawPointer($0), &notes) }
        }
        return open(base, &notes)
    }

    /// About what `message` takes as JSON, envelope included; rarely less. Nil if no codec can say it, because it holds a
    /// number that is not finite or too large.
    public func weight(of message: any Message) -> Int? {
        func open<M: Message>(_ message: borrowing M) -> Int? {
            precondition(M.self == type, "the driver of \(kind) cannot weigh \(M.self)")
            return withUnsafePointer(to: message) { weigh(UnsafeRawPointer($0)) }
        }
        return open(message)
    }
}
