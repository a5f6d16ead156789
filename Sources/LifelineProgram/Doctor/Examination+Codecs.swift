import Lifeline
import LifelineCore
import LifelineSession

/// That JSON and energy say the same.
extension Examination {
    mutating func tellCodecs(_ json: Probe) {
        defer { json.close() }
        tell(agreement(json))
        tell(change(json))
    }

    /// Snapshots and live messages that came over both, compared in canonical JSON.
    private func agreement(_ json: Probe) -> Finding {
        guard let energy = probe(token, .energy), energy.open() else {
            return .fail("codecs", "no session in the energy codec; expected one beside the session in JSON")
        }
        defer { energy.close() }
        // Snapshots of both, and some live messages if there are any.
        _ = energy.wait(.seconds(2)) { $0.counters.snapshots >= 4 && $0.counters.messages >= 60 }
        let unreadable = json.counters.unreadable + energy.counters.unreadable
        let (a, b) = (json.heard, energy.heard)
        let common = a.keys.filter { b[$0] != nil && !$0.hasPrefix("system ") }
        // Pieces that were joined for one reader only are another message.
        let different = common.filter { a[$0] != b[$0] && !"\(a[$0] ?? "")\(b[$0] ?? "")".contains("\"from\":") }
        guard unreadable == 0 else {
            return .fail(
                "codecs", "\(unreadable) messages could not be read: server and doctor differ in their schemas")
        }
        guard !common.isEmpty else {
            return .skip("codecs", "nothing came over both within 2 s: publish something and ask again")
        }
        return .expect(
            "codecs", different.isEmpty,
            "\(common.count) messages came in JSON and as energy frames, "
                + (different.isEmpty ? "each the same" : "\(different.count) differ: \(different.sorted()[0])"),
            orElse: "expected the same: one of the codecs is at fault")
    }

    /// `codec_set` is the last record in the old codec.
    private func change(_ probe: Probe) -> Finding {
        probe.onLoop { $0.setCodec(.energy) }
        let isSet = probe.wait(.seconds(2)) { _ in probe.notices.contains { ($0 as? CodecSet)?.codec == .energy } }
        probe.onLoop { line in
            var request = Request()
            request.method = "doctor.ping"
            line.request(request) { _ in }
        }
        let isBinary = probe.wait(.seconds(2)) { _ in probe.lastForm == .binary }
        return .expect(
            "codec change", isSet && isBinary,
            "set_codec in mid-stream is \(isSet ? "answered by codec_set" : "not answered"), "
                + (isBinary ? "and frames follow" : "and no frames follow"),
            orElse: "expected codec_set and energy frames behind it")
    }
}
