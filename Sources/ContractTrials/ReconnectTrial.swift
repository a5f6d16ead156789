internal import Lifeline
public import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// How long a client is away whose connection was cut while its server was up: from the cut to the next welcome.
public struct ReconnectTrial: Sendable {
    public let clients: Int
    public let cuts: Int
    /// Those that were back in 5 s.
    public let away: Percentiles
    public let resumed: Int

    /// Clients are cut one shortly after the other, as cables and sleeping laptops have it, round after round.
    public static func run(
        clients: Int, cuts: Int, at server: TrialServer
    ) async throws(TransportError) -> ReconnectTrial {
        let loop = EventLoop(name: "reconnecting")
        var options = ClientSession.Options()
        options.token = server.server.token
        // Each cut is the first in a long time.
        options.steadyAfter = .zero
        var returners: [Returner] = []
        for _ in 0..<clients {
            returners.append(try Returner(to: server.webSocket, on: loop, server.equipment, options))
        }
        let all = returners
        if let trouble = await Crowd.open(all, on: loop) {
            await loop.shutdown()
            throw TransportError(.refused, "connect", server.webSocket.description, trouble)
        }
        for _ in 0..<cuts {
            for returner in all {
                await loop.perform { returner.cut() }
                try? await Task.sleep(for: .milliseconds(2))
            }
            await Crowd.settle(loop) { all.allSatisfy { $0.line.session.state == .open } }
        }
        let trial = await loop.perform {
            var away = Percentiles()
            for returner in all { for absence in returner.absences { away.add(absence) } }
            for returner in all { returner.line.close() }
            let resumed = all.reduce(0) { $0 + $1.resumed }
            return ReconnectTrial(clients: clients, cuts: clients * cuts, away: away, resumed: resumed)
        }
        await loop.shutdown()
        return trial
    }
}

/// A client whose link can be cut. Confined to its loop.
private final class Returner: @unchecked Sendable, Opening {
    // Sendable: who has it touches it on its loop only.
    let line: Line
    private(set) var absences: [Duration] = []
    private(set) var resumed = 0
    private let cable: Cable
    private var cutAt: Duration?

    /// The link of the moment.
    private final class Cable {
        var link: (any Link)?
    }

    init(
        to address: Address, on loop: EventLoop, _ equipment: Equipment, _ options: ClientSession.Options
    ) throws(TransportError) {
        let dial = try equipment.dialling(address, options)(loop)
        let cable = Cable()
        self.cable = cable
        line = Line(on: loop, equipment.repertoire, .system, options) { done in
            dial { result in
                cable.link = try? result.get()
                done(result)
            }
        }
        line.noticed = { [unowned self] message in
            guard let welcome = message as? Welcome, let cutAt else { return }
            absences.append(Clocks.now - cutAt)
            resumed += welcome.resumed ? 1 : 0
            self.cutAt = nil
        }
    }

    func cut() {
        guard cutAt == nil, line.session.state == .open else { return }
        cutAt = Clocks.now
        cable.link?.close(.lost)
    }
}
