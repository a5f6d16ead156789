/// Asks the server to send in another codec from now on.
public struct SetCodec: Abstract {
    public static let kind = Kind(0x00D, "set_codec")

    /// What the server shall send.
    public var codec: CodecChoice = .json

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout SetCodec, _ v: inout V) {
        v.field("codec", &m.codec)
    }
}

/// The last record in the old codec.
public struct CodecSet: Abstract {
    public static let kind = Kind(0x00E, "codec_set")

    /// What all that follows is in.
    public var codec: CodecChoice = .json

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout CodecSet, _ v: inout V) {
        v.field("codec", &m.codec)
    }
}
