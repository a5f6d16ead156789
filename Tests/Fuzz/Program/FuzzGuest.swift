import FuzzKit
import LifelineCore

/// A client that says what the script says. All that it hears must be a record of ours.
final class FuzzGuest: LinkOwner {
    private let handler = RecordTarget(skips: false)
    private(set) var link: (any Link)?

    func take(_ link: any Link) {
        self.link = link
        link.owner = self
    }

    func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {
        guard let codec = RecordTarget.repertoire.codec(form) else { return }
        RecordTarget.repertoire.codecs[codec].read(record, RecordTarget.vocabulary, CodecLimits(), handler)
        law(handler.faults.isEmpty, "what the server says is no record: \(handler.faults)")
    }

    func drained() {}
    func closed(_ close: Close) { link = nil }
}
