/// What one connection may ask of us before it is closed.
public struct WireLimits: Sendable, Hashable {
    /// The largest message, however it is fragmented: one byte more closes with 1009. Default 1 MiB; `Int32.max` bounds it.
    public var messageBytesMax = 1 << 20

    /// Fragments that a message may have without bytes to show for them. Beyond these its fragments must carry
    /// `fragmentBytesMean` bytes on average, or the connection closes with 1008. Default 256.
    ///
    /// A plain count would refuse honest messages: 4 MiB in fragments of 64 bytes are 65,536.
    public var fragmentsFree = 256
    public static let fragmentBytesMean = 16

    public init() {}

    public init(messageBytesMax: Int, fragmentsFree: Int = 256) {
        self.messageBytesMax = messageBytesMax
        self.fragmentsFree = fragmentsFree
    }
}
