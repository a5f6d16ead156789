import EnergyProfile
import FrameSources
import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import LoopbackTransport
import Roster

/// A hub with one client that hears everything: what sources say as it arrives. On virtual time or a loop with sockets.
final class Theatre {
    let loop: any Loop
    let stage: Stage
    let ensemble: Ensemble
    private(set) var kinds: Set<UInt16> = []
    private(set) var energy: [EnergyUpdate] = []
    private(set) var pieces: [TokenStream] = []
    private(set) var council: [any Message] = []
    private(set) var notices: [Notice] = []
    private(set) var told: [any Message] = []
    /// The frame of each energy update and piece.
    private(set) var energyFrames: [UInt32] = []
    private(set) var pieceFrames: [UInt32] = []
    private var ticker: Ticker?
    private var line: Line?
    private var listener: (any Listener)?

    static let hertz = 60

    init(_ loop: any Loop, seed: UInt64 = 1, _ sources: [any FrameSource]) {
        self.loop = loop
        var chance = Randomness(Seed(rawValue: seed))
        let surroundings = Surroundings(
            wall: { Timestamp(microseconds: 1_700_000_000_000_000 + loop.now.nanoseconds / 1_000) },
            entropy: { chance.next() })
        let hub = Hub(on: loop, .stock, OpenAuthenticator(), surroundings)
        var notices: (Notice) -> Void = { _ in }
        stage = Stage(hub, hertz: Theatre.hertz, seed: seed, surroundings) { notices($0) }
        ensemble = Ensemble(stage, sources)
        notices = { [weak self] in self?.notices.append($0) }
        listen(hub, surroundings)
        (loop as? SimLoop)?.run(for: .milliseconds(1))
        var startup = StartupComplete()
        startup.version = "test-1"
        ensemble.start(startup)
        ticker = Ticker(Metronome(hertz: Theatre.hertz, from: loop.now), on: loop) { [unowned self] beat in
            hub.frame = UInt32(truncatingIfNeeded: beat.index)
            ensemble.tick(beat)
        }
    }

    private func listen(_ hub: Hub, _ surroundings: Surroundings) {
        let transport = LoopbackTransport()
        let address = Address(scheme: "loop", rest: "stage-\(ObjectIdentifier(self).hashValue)")
        listener = try? transport.listen(address, on: loop) { hub.accept($0) }
        var options = ClientSession.Options()
        options.channels = [Energy.name, Experience.name, Council.name, Rewards.name]
        let line = Line(on: loop, .stock, surroundings, options) { [loop] in
            transport.dial(address, on: loop, done: $0)
        }
        self.line = line
        line.noticed = { [unowned self] in
            told.append($0)
            kinds.insert(type(of: $0).kind.code)
        }
        line.hear(Energy.self, EnergyUpdate.self) { [unowned self] update, envelope in
            kinds.insert(envelope.kind)
            energy.append(update)
            energyFrames.append(envelope.frame)
        }
        line.hear(Energy.self, EnergyField.self) { [unowned self] _, envelope in kinds.insert(envelope.kind) }
        line.hear(Experience.self, TokenStream.self) { [unowned self] piece, envelope in
            kinds.insert(envelope.kind)
            pieces.append(piece)
            pieceFrames.append(envelope.frame)
        }
        line.hear(Council.self, InterferenceEvent.self) { [unowned self] event, envelope in
            kinds.insert(envelope.kind)
            council.append(event)
        }
        line.hear(Council.self, ResonanceEvent.self) { [unowned self] event, envelope in
            kinds.insert(envelope.kind)
            council.append(event)
        }
        line.hear(Rewards.self, RewardEvent.self) { [unowned self] _, envelope in kinds.insert(envelope.kind) }
        line.start()
    }

    func text(of stream: UInt32) -> String {
        pieces.filter { $0.stream == stream }.map(\.text.storage).joined()
    }

    /// Everybody goes. On the loop.
    func end() {
        ticker?.stop()
        ensemble.stop()
        line?.close()
        listener?.close()
        stage.hub.shutdown()
    }

    var errors: [ErrorEvent] { told.compactMap { $0 as? ErrorEvent } }
    var statuses: [ModelStatus] { told.compactMap { $0 as? ModelStatus } }
    func isOver(_ stream: UInt32) -> Bool { pieces.contains { $0.stream == stream && $0.final } }

    var startups: [StartupComplete] { told.compactMap { $0 as? StartupComplete } }
    var words: [String] { notices.map(\.words.storage) }
}
