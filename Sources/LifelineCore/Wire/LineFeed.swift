/// The end of a JSON record on a byte stream. JSON never has one inside a string, so it needs no parsing to find.
enum LineFeed {
    private static let byte: UInt8 = 0x0A
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// Where the first one is. Eight bytes at a time.
    static func first(in bytes: UnsafeRawBufferPointer) -> Int? {
        guard let start = bytes.baseAddress else { return nil }
        var index = 0
        while index &+ 32 <= bytes.count {
            let p = start + index
            if marks(p) | marks(p + 8) | marks(p + 16) | marks(p + 24) != 0 { break }
            index &+= 32
        }
        while index &+ 8 <= bytes.count {
            let found = marks(start + index)
            if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < bytes.count {
            if start.load(fromByteOffset: index, as: UInt8.self) == byte { return index }
            index &+= 1
        }
        return nil
    }

    /// The top bit of each byte that is one, at least of the first that is; bytes after that one may be marked wrongly.
    @inline(__always) private static func marks(_ p: UnsafeRawPointer) -> UInt64 {
        let word = UInt64(littleEndian: p.loadUnaligned(as: UInt64.self)) ^ (ones &* UInt64(byte))
        return (word &- ones) & ~word & tops
    }
}
