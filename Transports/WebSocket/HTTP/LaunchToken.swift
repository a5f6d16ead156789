/// Bytes that must not be guessed one by one.
public struct LaunchToken: Sendable {
    private let bytes: [UInt8]

    /// An empty secret would be known to everybody.
    public init(_ bytes: [UInt8]) {
        precondition(!bytes.isEmpty, "give a secret at least one byte; to do without, use no token rule")
        self.bytes = bytes
    }

    /// True if `candidate` is the secret. The time depends on the lengths alone, not on where the first difference is.
    public func matches(_ candidate: UnsafeRawBufferPointer) -> Bool {
        bytes.withUnsafeBytes { LaunchToken.areEqual($0, candidate) }
    }

    /// Compares all bytes whatever they are; only a difference in length ends early.
    @inline(never)
    public static func areEqual(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
        guard a.count == b.count else { return false }
        var difference: UInt8 = 0
        for i in 0..<a.count { difference |= a[i] ^ b[i] }
        return difference == 0
    }
}
