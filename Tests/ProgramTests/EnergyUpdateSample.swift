import EnergyProfile
import LifelineCore
import Roster

/// An energy frame that says an update; of another kind if one wants.
enum EnergyUpdateSample {
    static func frame(kind: UInt16?) -> [UInt8] {
        let repertoire = Repertoire.stock
        var envelope = Envelope(Energy.self, EnergyUpdate.self, at: Timestamp(microseconds: 2_000))
        envelope.seq = 5
        envelope.frame = 9
        var sink = ByteSink()
        guard let codec = repertoire.codec(.binary), let driver = repertoire.messages[envelope.kind] else { return [] }
        try? driver.encode(
            EnergyUpdate(), envelope, repertoire.codecs[codec], repertoire.vocabulary(), into: &sink)
        var bytes = Array(sink.bytes)
        // Its kind stands in the third and fourth byte.
        if let kind { bytes.replaceSubrange(2..<4, with: [UInt8(kind & 0xFF), UInt8(kind >> 8)]) }
        return bytes
    }
}
