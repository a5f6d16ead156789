internal import EnergyProfile
internal import Lifeline
internal import LifelineCore
internal import LifelineSimulation

/// Publishes on one hub, and tells the judge what.
final class Press {
    private let judge: Judge
    /// Texts being written, and how long they are.
    private var texts: [(stream: UInt32, length: Int)] = []
    private var textsBegun: UInt32 = 0
    private static let textBytes = 600

    init(_ judge: Judge) { self.judge = judge }

    func publish(on hub: Hub, at now: Instant, _ random: inout Randomness) {
        switch random.range(0...2) {
        case 0: energy(hub, now, &random)
        case 1: council(hub, now, &random)
        default: write(hub, now, &random)
        }
    }

    private func energy(_ hub: Hub, _ now: Instant, _ random: inout Randomness) {
        var update = EnergyUpdate()
        update.model = random.range(0...5)
        update.tokens = random.range(0 ... .max)
        update.energy = random.unit()
        note(
            hub, Energy.self, UInt32(update.model), .value(UInt64(update.tokens)), now,
            hub.publish(update, on: Energy.self))
    }

    private func council(_ hub: Hub, _ now: Instant, _ random: inout Randomness) {
        var event = InterferenceEvent()
        event.event = random.range(0 ... .max)
        note(hub, Council.self, 0, .event(UInt64(event.event)), now, hub.publish(event, on: Council.self))
    }

    private func write(_ hub: Hub, _ now: Instant, _ random: inout Randomness) {
        if texts.count < 3 {
            textsBegun += 1
            texts.append((textsBegun, 0))
        }
        let index = random.range(0...texts.count - 1)
        let (stream, at) = texts[index]
        let bytes = (0..<random.range(1...30)).map { Truth.byte(of: stream, at: at + $0) }
        var piece = TokenStream()
        piece.stream = stream
        piece.at = UInt64(at)
        piece.count = 1
        piece.text = Text(String(decoding: bytes, as: UTF8.self))
        piece.final = at + bytes.count > Press.textBytes
        texts[index].length += bytes.count
        if piece.final { texts.remove(at: index) }
        note(
            hub, Experience.self, stream, .piece(bytes, at: at, isFinal: piece.final), now,
            hub.publish(piece, on: Experience.self))
    }

    private func note(
        _ hub: Hub, _ channel: (some Channel).Type, _ slot: UInt32, _ content: Content, _ now: Instant, _ seq: UInt64
    ) {
        let truth = judge.truth(channel.name, hub.position(of: channel)?.epoch ?? 0)
        truth.publish(slot: slot, content, at: now)
        judge.expect(truth.head == seq, "\(channel.name): \(seq) is another seq than the next, \(truth.head)")
    }

    /// Stands for all events of a hub so far: their sum, in words of 16 bits.
    func sum(_ hub: Hub) -> any Message {
        let truth = judge.truth(Council.name, hub.position(of: Council.self)?.epoch ?? 0)
        let sum = truth.sums[truth.sums.count - 1]
        var event = InterferenceEvent()
        event.models = (0..<4).map { UInt16(truncatingIfNeeded: sum >> (16 * $0)) }
        return event
    }
}
