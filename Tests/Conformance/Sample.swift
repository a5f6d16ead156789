internal import LifelineCore

/// A record that every framing takes: a JSON line without a line feed, an energy frame that knows its length.
struct Sample: Hashable, CustomStringConvertible {
    var bytes: [UInt8]
    var form: RecordForm

    init(_ bytes: [UInt8], _ form: RecordForm) {
        self.bytes = bytes
        self.form = form
    }

    /// `[number,"xxx…"]`, exactly `count` bytes: shorter than any message is.
    static func text(_ number: Int, count: Int = 32) -> Sample {
        let head = Array("[\(number),\"".utf8)
        precondition(count >= head.count + 2, "a text needs \(head.count + 2) bytes")
        return Sample(head + [UInt8](repeating: 0x78, count: count - head.count - 2) + Array("\"]".utf8), .text)
    }

    /// An energy frame of zeros, `count` bytes, a multiple of 8 and at least 48.
    static func frame(_ number: Int, count: Int = 48) -> Sample {
        precondition(count >= 48 && count % 8 == 0, "a frame has a multiple of 8 bytes, at least 48")
        var bytes = [UInt8](repeating: 0, count: count)
        bytes[0] = 0xFB
        bytes[1] = 1
        bytes.withUnsafeMutableBytes { buffer in
            buffer.storeBytes(of: UInt16(0x020).littleEndian, toByteOffset: 2, as: UInt16.self)
            buffer.storeBytes(of: UInt32(truncatingIfNeeded: count).littleEndian, toByteOffset: 4, as: UInt32.self)
            buffer.storeBytes(of: UInt64(truncatingIfNeeded: number).littleEndian, toByteOffset: 16, as: UInt64.self)
        }
        return Sample(bytes, .binary)
    }

    var record: Record { bytes.withUnsafeBytes { Record(copying: $0, form) } }

    /// Its beginning and its length: a failed check would print megabytes.
    var description: String { "\(bytes.count)×\(form) \(bytes.prefix(24))" }
}
