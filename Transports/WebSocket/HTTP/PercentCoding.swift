/// `%41` for `A` (RFC 3986 §2.1).
public enum PercentCoding {
    /// Nil if a `%` lacks its two hex digits or the result would pass `bytesMax`.
    public static func decoded(_ raw: UnsafeRawBufferPointer, bytesMax: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(raw.count, max(bytesMax, 0)))
        var rest = raw.makeIterator()
        while let byte = rest.next() {
            guard bytes.count < bytesMax else { return nil }
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.next().flatMap(ByteClass.hex), let low = rest.next().flatMap(ByteClass.hex) else {
                return nil
            }
            bytes.append(high &<< 4 | low)
        }
        return bytes
    }
}
