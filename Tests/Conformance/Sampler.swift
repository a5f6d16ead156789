internal import EnergyProfile
internal import LifelineCore
internal import Roster
public import Testing

/// Makes records of a codec: real messages with as much text in them as makes the size.
public struct Sampler: Sendable, CustomTestStringConvertible {
    /// "json", "energy".
    public let name: String
    private let form: RecordForm
    /// Every record's length is a multiple of it.
    private let step: Int
    private let encode: @Sendable (Int, Int) -> [UInt8]

    public static let all: [Sampler] = Roster.codecs.map { Sampler($0) }

    public var testDescription: String { name }

    private init<C: Codec>(_ codec: C.Type) {
        name = codec.name.description
        form = codec.form
        step = codec.form == .binary ? 8 : 1
        encode = { number, textBytes in
            var message = TokenStream()
            message.stream = 7
            message.at = UInt64(number)
            message.text = Text(String(repeating: "x", count: textBytes))
            var envelope = Envelope(
                Experience.self, TokenStream.self, at: Timestamp(microseconds: 1_692_300_000_000_000))
            envelope.seq = UInt64(number) + 1
            var sink = ByteSink(capacity: textBytes + 512)
            do throws(CodecError) {
                try C.encode(message, envelope, Vocabulary(Roster.catalogue), into: &sink)
            } catch {
                preconditionFailure("a sample that cannot be encoded: \(error)")
            }
            return Array(sink.bytes)
        }
    }

    /// The shortest one.
    func callAsFunction(_ number: Int) -> Sample { Sample(encode(number, 0), form) }

    /// The longest one of at most `count` bytes.
    func callAsFunction(_ number: Int, count: Int) -> Sample {
        let shortest = encode(number, 0).count
        let target = count / step * step
        precondition(target >= shortest, "a sample has \(shortest) bytes at least")
        let sample = Sample(encode(number, target - shortest), form)
        precondition(sample.bytes.count == target, "\(sample.bytes.count) bytes instead of \(target)")
        return sample
    }

    /// The shortest one of at least `count` bytes.
    func callAsFunction(_ number: Int, above count: Int) -> Sample {
        self(number, count: (count + step - 1) / step * step)
    }
}
