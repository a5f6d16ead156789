internal import EnergyProfile
internal import Lifeline
internal import LifelineCore

/// Puts an answer together. Confined to its loop.
final class StreamReader: @unchecked Sendable {
    // Sendable: who has it touches it on its loop only.
    private(set) var text: [UInt8] = []
    private(set) var messages = 0
    private var stream: UInt32?

    func listen(to line: Line) {
        line.hear(Experience.self, TokenStream.self) { [self] piece, _ in
            // Another answer begins a new text.
            if stream != piece.stream { (text, messages, stream) = ([], 0, piece.stream) }
            messages += 1
            // A piece stands where it says it stands.
            let at = Int(piece.at)
            guard at <= text.count else { return }
            text.replaceSubrange(at..., with: piece.text.storage.utf8)
        }
    }
}
