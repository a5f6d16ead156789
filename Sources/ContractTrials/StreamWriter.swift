internal import EnergyProfile
internal import Lifeline
internal import LifelineCore

/// Writes tokens of one answer. Confined to the drum's loop.
final class StreamWriter: @unchecked Sendable {
    // Sendable: who has it touches it on its loop only.
    private(set) var text: [UInt8] = []
    private var tokens = 0
    private let experience: Publisher<Experience>
    private let stream = UInt32.random(in: 1...UInt32.max)

    init(_ experience: Publisher<Experience>) { self.experience = experience }

    func write(_ count: Int) {
        for _ in 0..<count {
            var piece = TokenStream()
            piece.stream = stream
            piece.at = UInt64(text.count)
            piece.count = 1
            piece.text.storage = "wört\(tokens) "
            text += Array(piece.text.storage.utf8)
            tokens += 1
            experience.publish(piece)
        }
    }
}
