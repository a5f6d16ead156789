import EnergyCodec
import EnergyProfile
import LifelineCore

/// Tests only read it.
nonisolated(unsafe) let vocabulary = Vocabulary(
    .control + .energy + Catalogue(messages: [Everything.self, Motion.self]))

/// The types that every test of all types takes.
let allTypes: [any Message.Type] =
    Catalogue.control.messages + Catalogue.energy.messages + [Everything.self, Motion.self]

func encoded<M: Message>(_ message: M, _ envelope: Envelope = Envelope()) throws -> [UInt8] {
    var sink = ByteSink(capacity: 64)
    sink.reserve(4096)
    // What was in the sink before must not show.
    sink.cursor.initializeMemory(as: UInt8.self, repeating: 0xA5, count: 4096)
    try EnergyCodec.encode(message, envelope, vocabulary, into: &sink)
    return Array(sink.bytes)
}

/// Reads a record of one message into `message`; the envelope it came with.
@discardableResult
func decode<M: Message>(
    _ bytes: [UInt8], into message: inout M, limits: CodecLimits = CodecLimits()
) throws -> Envelope {
    var envelope = Envelope()
    try bytes.withUnsafeBytes { bytes in
        var reader = EnergyReader(bytes, vocabulary, limits)
        guard try reader.next(&envelope) else { throw Nothing() }
        try reader.payload(&message, &envelope)
        guard try !reader.next(&envelope) else { throw Nothing() }
    }
    return envelope
}

func decoded<M: Message>(_ type: M.Type, _ bytes: [UInt8]) throws -> M {
    var message = M()
    try decode(bytes, into: &message)
    return message
}

/// The fault, or nil if there is none.
func fault(_ body: () throws -> Void) -> CodecError? {
    do { try body() } catch let error as CodecError { return error } catch {}
    return nil
}

struct Nothing: Error {}

extension Array where Element == UInt8 {
    func with<T: FixedWidthInteger>(_ value: T, at offset: Int) -> [UInt8] {
        var copy = self
        copy.withUnsafeMutableBytes { $0.storeBytes(of: value.littleEndian, toByteOffset: offset, as: T.self) }
        return copy
    }
    func read<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: T.Type) -> T {
        withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self)) }
    }
    /// `fb01 2000 …`: groups are for the eye.
    init(hex: String) {
        let digits = hex.filter { $0.isHexDigit }
        self = stride(from: 0, to: digits.count, by: 2).map {
            let start = digits.index(digits.startIndex, offsetBy: $0)
            return UInt8(digits[start...digits.index(after: start)], radix: 16)!
        }
    }
}
