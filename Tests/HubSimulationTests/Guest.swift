import EnergyProfile
import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import Roster

/// One production client, and what it was shown.
final class Guest {
    private unowned let world: HubWorld
    private let line: Line
    private let number: Int
    private var last: [ChannelHandle: Position] = [:]
    private var snapshotTurn: [ChannelHandle: Int] = [:]
    private var energy: UInt32 = 0
    private var length = 0
    private var asked = 0
    private var open = 0
    private(set) var heard = 0

    init(_ world: HubWorld, _ number: Int) {
        self.world = world
        self.number = number
        var options = ClientSession.Options()
        options.channels = [Energy.name, Council.name, Experience.name]
        if number % 2 == 1 { options.codec = .energy }
        let (loop, transport) = (world.loop, world.transport)
        line = Line(on: loop, .stock, HubWorld.surroundings(loop, world.random.split()), options) { done in
            transport.dial(HubWorld.address, on: loop, done: done)
        }
        line.snapshotArrived = { [unowned self] channel in
            snapshotTurn[channel] = loop.turns
            last[channel] = line.session.channels[channel]?.position
            if channel == Experience.handle { length = 0 }
            if channel == Energy.handle { energy = 0 }
        }
        line.hear(Energy.self, EnergyUpdate.self) { [unowned self] update, envelope in
            check(envelope, says: update.tokens, isState: true)
            energy = max(energy, update.tokens)
        }
        line.hear(Council.self, InterferenceEvent.self) { [unowned self] event, envelope in
            check(envelope, says: event.event, isState: false)
        }
        line.hear(Experience.self, TokenStream.self) { [unowned self] piece, envelope in read(piece, envelope) }
        line.start()
    }

    private func check(_ envelope: Envelope, says seq: UInt32, isState: Bool) {
        heard += 1
        expect(UInt64(seq) == envelope.seq, "\(envelope.seq) says it is \(seq)")
        order(envelope, isState: isState)
    }

    /// At most once and in order; on other channels than state without a gap.
    private func order(_ envelope: Envelope, isState: Bool) {
        let position = line.session.channels[envelope.channel]?.position
        if snapshotTurn[envelope.channel] == world.loop.turns {
            last[envelope.channel] = position
            return
        }
        guard let last = last[envelope.channel], let position else {
            return expect(false, "\(envelope.seq) comes before any snapshot")
        }
        expect(last.epoch == position.epoch, "another epoch without a snapshot")
        expect(envelope.seq > last.seq, "\(envelope.seq) after \(last.seq)")
        if !isState { expect(envelope.seq == last.seq + 1, "\(envelope.seq) after \(last.seq): a gap") }
        self.last[envelope.channel] = position
    }

    private func read(_ piece: borrowing TokenStream, _ envelope: Envelope) {
        heard += 1
        let text = piece.text.storage
        let at = Int(piece.at)
        if piece.from == nil { order(envelope, isState: false) } else { order(envelope, isState: true) }
        if snapshotTurn[envelope.channel] != world.loop.turns {
            expect(at == length, "text from \(at), had \(length)")
        }
        expect(text == HubWorld.text(from: at, count: text.utf8.count), "another text than was published")
        length = at + text.utf8.count
    }

    private func expect(_ law: Bool, _ broken: @autoclosure () -> String) {
        world.expect(law, "client \(number): \(broken())")
    }

    func ask() {
        asked += 1
        open += 1
        var request = Request()
        request.method = "do"
        request.key = Name("k\(number).\(asked)")
        request.params = Document(canonical: Array("\"\(number).\(asked)\"".utf8))
        var isAnswered = false
        line.request(request) { [weak self] result in
            guard let self else { return }
            expect(!isAnswered, "a request is answered twice")
            isAnswered = true
            open -= 1
            if case .success(let reply) = result {
                expect(
                    reply.result == request.params, "the answer to something else: \(String(describing: reply.error))")
            }
        }
    }

    func checkAllThere() {
        expect(line.session.state == .open, "has not come back: \(line.session.state)")
        expect(open == 0, "still waits for \(open) answers")
        expect(UInt64(energy) == world.energyHead, "energy at \(energy) of \(world.energyHead)")
        let council = last[Council.handle]?.seq ?? 0
        expect(council == world.councilHead, "council at \(council) of \(world.councilHead)")
        expect(length == world.written, "text to \(length) of \(world.written)")
    }
}
