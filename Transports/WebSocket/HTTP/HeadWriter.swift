/// Writes a head into a caller's buffer, and remembers if it did not fit.
struct HeadWriter {
    private let target: UnsafeMutableRawBufferPointer
    private var count = 0
    private var fits = true

    init(_ target: UnsafeMutableRawBufferPointer) { self.target = target }

    /// The length of what was written, or nil if something did not fit.
    var written: Int? { fits ? count : nil }

    mutating func put(_ text: StaticString) {
        put(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func put(_ bytes: UnsafeRawBufferPointer) {
        guard fits, bytes.count <= target.count &- count, let start = target.baseAddress else {
            fits = fits && bytes.isEmpty
            return
        }
        if let source = bytes.baseAddress { (start + count).copyMemory(from: source, byteCount: bytes.count) }
        count &+= bytes.count
    }

    mutating func put(_ text: String) {
        var text = text
        text.withUTF8 { put(UnsafeRawBufferPointer($0)) }
    }

    mutating func put<let size: Int>(_ bytes: InlineArray<size, UInt8>) {
        for i in bytes.indices { put(byte: bytes[i]) }
    }

    mutating func put(byte: UInt8) {
        guard fits, count < target.count else { return fits = false }
        target[count] = byte
        count &+= 1
    }

    mutating func put(decimal number: Int) {
        var divisor = 1
        while number / divisor >= 10 { divisor &*= 10 }
        while divisor > 0 {
            put(byte: UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
    }
}
