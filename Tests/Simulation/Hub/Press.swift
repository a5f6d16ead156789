internal import EnergyProfile
internal import Lifeline
internal import LifelineCore
internal import LifelineSimulation

/// Publishes on one hub, and tells the judge what it publishes, of this or of what clients bring.
final class Press: HubWatcher {
    private let judge: Judge
    private let hub: Hub
    /// Texts being written, and how long they are.
    private var texts: [(stream: UInt32, length: Int)] = []
    private var textsBegun: UInt32 = 0
    private static let textBytes = 600

    init(_ judge: Judge, _ hub: Hub) {
        self.judge = judge
        self.hub = hub
        hub.attach(self)
    }

    func publish(_ random: inout Randomness) {
        switch random.range(0...2) {
        case 0: energy(&random)
        case 1: council(&random)
        default: write(&random)
        }
    }

    private func energy(_ random: inout Randomness) {
        var update = EnergyUpdate()
        update.model = random.range(0...5)
        update.tokens = random.range(0 ... .max)
        update.energy = random.unit()
        hub.publish(update, on: Energy.self)
    }

    private func council(_ random: inout Randomness) {
        var event = InterferenceEvent()
        event.event = random.range(0 ... .max)
        hub.publish(event, on: Council.self)
    }

    private func write(_ random: inout Randomness) {
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
        hub.publish(piece, on: Experience.self)
    }

    func published(_ envelope: Envelope, _ message: any Message) {
        switch message {
        case let update as EnergyUpdate:
            note(Energy.self, envelope, UInt32(update.model), .value(UInt64(update.tokens)))
        case let event as InterferenceEvent:
            if event.interference == Guest.mark { judge.took(event.event) }
            note(Council.self, envelope, 0, .event(UInt64(event.event)))
        case let piece as TokenStream:
            let text = Array(piece.text.storage.utf8)
            note(Experience.self, envelope, piece.stream, .piece(text, at: Int(piece.at), isFinal: piece.final))
        default: break
        }
    }

    private func note(_ channel: (some Channel).Type, _ envelope: Envelope, _ slot: UInt32, _ content: Content) {
        let (truth, seq) = (truth(channel), envelope.seq)
        truth.publish(slot: slot, content, at: judge.loop.now)
        judge.expect(truth.head == seq, "\(channel.name): \(seq) is another seq than the next, \(truth.head)")
    }

    private func truth(_ channel: (some Channel).Type) -> Truth {
        judge.truth(channel.name, hub.position(of: channel)?.epoch ?? 0)
    }

    /// Stands for all events of the hub so far: their sum, in words of 16 bits.
    var sum: any Message {
        let sums = truth(Council.self).sums
        let sum = sums[sums.count - 1]
        var event = InterferenceEvent()
        event.models = (0..<4).map { UInt16(truncatingIfNeeded: sum >> (16 * $0)) }
        return event
    }
}
