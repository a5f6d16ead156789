/// What a head may ask of us before it is refused.
public struct HeadLimits: Sendable, Hashable {
    /// The whole head, its empty line included: 431 as soon as so many bytes are there without an end. Default 16 KiB,
    /// never more than 65,535.
    public var headBytesMax = 16 << 10
    /// Header fields: 431 at the first byte of one more. Default 100.
    public var fieldsMax = 100

    public init() {}
}
