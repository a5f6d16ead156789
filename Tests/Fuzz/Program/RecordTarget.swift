import FuzzKit
import LifelineCore
import Roster

/// Reads every message it knows, and passes over every third.
final class RecordTarget: RecordHandler {
    static let repertoire = Repertoire.stock
    /// For whoever only reads: to make one takes longer than to read most records. This process has one thread.
    nonisolated(unsafe) static let vocabulary = repertoire.vocabulary()
    private var messages = 0
    private(set) var faults: [CodecError] = []
    private let skips: Bool

    init(skips: Bool) { self.skips = skips }

    func message(_ envelope: inout Envelope, _ payload: Payload) throws(CodecError) {
        messages += 1
        guard !(skips && messages % 3 == 0), let driver = RecordTarget.repertoire.messages[envelope.kind] else {
            return try payload.skip(&envelope)
        }
        let message = try payload.read(&envelope, driver)
        law(type(of: message).kind.code == envelope.kind, "another message than was announced")
    }

    func bad(_ error: CodecError) { faults.append(error) }

    static func run(_ input: UnsafeRawBufferPointer) {
        let limits = CodecLimits()
        for codec in repertoire.codecs {
            for skips in [false, true] {
                let handler = RecordTarget(skips: skips)
                codec.read(input, vocabulary, limits, handler)
                let inside = handler.faults.allSatisfy { (0...input.count).contains($0.offset) }
                law(inside, "a fault outside of the record: \(handler.faults)")
                law(handler.messages <= limits.messagesMax, "\(handler.messages) messages")
            }
        }
    }
}
