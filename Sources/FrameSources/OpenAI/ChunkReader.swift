import LifelineCore

/// The chunks of an HTTP/1.1 body (RFC 9112 §7.1), in any split. A value.
struct ChunkReader {
    private enum State {
        case size, sizeEnd, extra
        case data(left: UInt64)
        case dataEnd, dataEndLF
        case trailer(isEmpty: Bool), trailerLF(isEmpty: Bool)
    }

    private static let digitsMax = 15
    /// The extensions of a chunk and the trailers mean nothing to us, but they may not go on for ever.
    private static let trifleBytesMax = 8 << 10

    private var state = State.size
    private var size: UInt64 = 0
    private var digits = 0
    private var trifles = 0

    /// Reads all of `rest`, or up to the end of the body. True at that end, nil if these are no chunks.
    mutating func read(_ rest: inout UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) -> Bool? {
        while !rest.isEmpty {
            if case .data(let left) = state {
                let bytes = ResponseBody.take(left, &rest)
                body(bytes)
                state = left > bytes.count ? .data(left: left - UInt64(bytes.count)) : .dataEnd
                continue
            }
            let byte = rest[0]
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
            if case .trailerLF(isEmpty: true) = state { return byte == 0x0A ? true : nil }
            guard took(byte) else { return nil }
        }
        return false
    }

    private mutating func took(_ byte: UInt8) -> Bool {
        switch (state, byte) {
        case (.size, 0x0D) where digits > 0: state = .sizeEnd
        case (.size, 0x3B) where digits > 0, (.size, 0x20) where digits > 0, (.size, 0x09) where digits > 0:
            state = .extra
        case (.size, _):
            guard let digit = ChunkReader.hex(byte), digits < ChunkReader.digitsMax else { return false }
            digits += 1
            size = size << 4 | UInt64(digit)
        case (.extra, 0x0D): state = .sizeEnd
        case (.extra, _): return isTrifle(byte)
        case (.sizeEnd, 0x0A):
            state = size == 0 ? .trailer(isEmpty: true) : .data(left: size)
            (size, digits, trifles) = (0, 0, 0)
        case (.dataEnd, 0x0D): state = .dataEndLF
        case (.dataEndLF, 0x0A): state = .size
        case (.trailer(let isEmpty), 0x0D): state = .trailerLF(isEmpty: isEmpty)
        case (.trailer, _):
            state = .trailer(isEmpty: false)
            return isTrifle(byte)
        case (.trailerLF, 0x0A): state = .trailer(isEmpty: true)
        default: return false
        }
        return true
    }

    private mutating func isTrifle(_ byte: UInt8) -> Bool {
        trifles += 1
        return byte != 0x0A && trifles <= ChunkReader.trifleBytesMax
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte &- 0x30
        case 0x41...0x46: byte &- 0x37
        case 0x61...0x66: byte &- 0x57
        default: nil
        }
    }
}
