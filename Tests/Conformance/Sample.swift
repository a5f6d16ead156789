internal import LifelineCore

/// Records that every framing takes: a JSON line without a line feed, an energy frame that knows its length.
enum Sample {
    /// The shortest text.
    static let textMin = 16

    /// `[number,"xxx…"]`, exactly `count` bytes.
    static func text(_ number: Int, count: Int = 32) -> [UInt8] {
        let head = Array("[\(number),\"".utf8)
        precondition(count >= head.count + 2, "a text needs \(head.count + 2) bytes")
        return head + [UInt8](repeating: 0x78, count: count - head.count - 2) + Array("\"]".utf8)
    }

    /// An energy frame of zeros, `count` bytes, a multiple of 8 and at least 48.
    static func frame(_ number: Int, count: Int = 48) -> [UInt8] {
        precondition(count >= 48 && count % 8 == 0, "a frame has a multiple of 8 bytes, at least 48")
        var bytes = [UInt8](repeating: 0, count: count)
        bytes[0] = 0xFB
        bytes[1] = 1
        bytes.withUnsafeMutableBytes { buffer in
            buffer.storeBytes(of: UInt16(0x020).littleEndian, toByteOffset: 2, as: UInt16.self)
            buffer.storeBytes(of: UInt32(truncatingIfNeeded: count).littleEndian, toByteOffset: 4, as: UInt32.self)
            buffer.storeBytes(of: UInt64(truncatingIfNeeded: number).littleEndian, toByteOffset: 16, as: UInt64.self)
        }
        return bytes
    }

    static func record(_ bytes: [UInt8], _ form: RecordForm = .text) -> Record {
        bytes.withUnsafeBytes { Record(copying: $0, form) }
    }
}
