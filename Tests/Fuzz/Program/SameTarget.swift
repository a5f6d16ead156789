import EnergyCodec
import FuzzKit
import JSONCodec
import LifelineCore
import Transcoding

/// JSON to JSON says what a JSON record says; by way of the other codec it must say the same, and the reverse.
enum SameTarget {
    static func run(_ input: UnsafeRawBufferPointer) {
        if input.first == 0xFB {
            check(input, EnergyCodec.self, JSONCodec.self)
        } else {
            check(input, JSONCodec.self, EnergyCodec.self)
        }
    }

    private static func check<A: Codec, B: Codec>(_ input: UnsafeRawBufferPointer, _ one: A.Type, _ other: B.Type) {
        guard let plain = try? convert(input, one, one) else {
            law((try? convert(input, one, other)) == nil, "only \(B.name) can say what \(A.name) refuses")
            return
        }
        let again = plain.withUnsafeBytes { try? convert($0, one, one) }
        law(again == plain, "\(A.name) says it otherwise the second time")
        guard let foreign = try? convert(input, one, other) else { return }
        let back = foreign.withUnsafeBytes { try? convert($0, other, one) }
        law(back == plain, "\(A.name) says it otherwise after \(B.name)")
    }

    private static func convert<A: Codec, B: Codec>(
        _ bytes: UnsafeRawBufferPointer, _ from: A.Type, _ to: B.Type
    ) throws(TranscodeFault) -> [UInt8] {
        var transcoder = Transcoder(from: from, to: to, RecordTarget.vocabulary)
        var sink = ByteSink(capacity: 256)
        try transcoder.transcode(bytes, into: &sink)
        return Array(sink.bytes)
    }
}
