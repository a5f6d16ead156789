/// The messages of a JSON record, each as it stands there. What is not JSON comes out in some pieces or other: the codec
/// that reads them says so.
struct JSONPieces: Sequence, IteratorProtocol {
    private let bytes: UnsafeRawBufferPointer
    private let isBatch: Bool
    private var index: Int

    init(_ record: UnsafeRawBufferPointer) {
        bytes = record
        index = record.firstIndex { !JSONPieces.isSpace($0) } ?? record.count
        isBatch = index < record.count && record[index] == UInt8(ascii: "[")
        if isBatch { index += 1 }
    }

    mutating func next() -> UnsafeRawBufferPointer? {
        while index < bytes.count, JSONPieces.isSpace(bytes[index]) || (isBatch && bytes[index] == UInt8(ascii: ",")) {
            index += 1
        }
        guard index < bytes.count, !(isBatch && bytes[index] == UInt8(ascii: "]")) else { return nil }
        let start = index
        index = isBatch ? end(from: start) : bytes.count
        return UnsafeRawBufferPointer(rebasing: bytes[start..<index])
    }

    /// Behind the value that starts at `start`.
    private func end(from start: Int) -> Int {
        var depth = 0
        var isString = false
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if isString {
                if byte == UInt8(ascii: "\\") { index += 1 }
                if byte == UInt8(ascii: "\"") { isString = false }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: continue
            }
            if depth <= 0, !isString { break }
        }
        return Swift.min(index, bytes.count)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x0A, 0x0D, 0x09].contains(byte) }
}
