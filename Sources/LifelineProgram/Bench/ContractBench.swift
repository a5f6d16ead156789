import ContractTrials
import Lifeline
import LifelineCore
import LifelineSession
import Roster

/// The contract run: trials on a server of this process, a table, and what was promised beside what was seen.
struct ContractBench: Sendable {
    private let scale: BenchScale
    private let plot: String?
    private let progress: BenchProgress
    private let table = BenchTable()

    /// What a burst takes, what cutting takes, and what a crowd takes to come in.
    private static let burstSeconds = 1
    private static let cutSeconds = 3
    private static let entrySeconds = 2

    init(_ scale: BenchScale, plot: String?) {
        self.scale = scale
        self.plot = plot
        let ways = TrialServer.Way.allCases.count * BenchTable.codecs.count
        let crowd = scale.clients > 0 ? ContractBench.entrySeconds + scale.seconds : 0
        progress = BenchProgress(
            seconds: ways * (scale.seconds + ContractBench.burstSeconds) + BenchTable.codecs.count * 2 * scale.seconds
                + ContractBench.cutSeconds + crowd)
    }

    func run() async -> Outcome {
        #if DEBUG
        StandardError.say("built without optimisation: the figures say little")
        #endif
        do {
            let server = try await TrialServer(
                .stock, clientsMax: scale.clients + scale.neverReading, loops: scale.loops)
            let (trials, promises) = try await measure(server)
            await server.close()
            print("\n" + Promise.table(promises) + "\n" + Promise.verdict(promises))
            let isKept = promises.allSatisfy(\.isKept)
            return show(trials, promises) && isKept ? .done : .failed
        } catch {
            StandardError.say("lifeline bench: \(error)")
            return .failed
        }
    }

    private func measure(_ server: TrialServer) async throws -> ([LatencyTrial], [Promise]) {
        print(table.head)
        let trials = try await latencies(server)
        var promises = trials.flatMap(\.promises)
        promises += try await bursts(server)
        for codec in BenchTable.codecs {
            let name = "a tick without and with a client, \(codec.name)"
            promises += try await progress.during(name, seconds: 2 * scale.seconds) {
                try await StreamingTrial.run(clients: 1, codec, seconds: scale.seconds, at: server)
            }.promises
        }
        promises += try await progress.during("cut connections", seconds: ContractBench.cutSeconds) {
            try await ReconnectTrial.run(clients: 50, cuts: 10, at: server)
        }.promises
        if scale.clients > 0 { promises += try await crowd(server) }
        return (trials, promises)
    }

    private func latencies(_ server: TrialServer) async throws -> [LatencyTrial] {
        var trials: [LatencyTrial] = []
        for way in TrialServer.Way.allCases {
            for codec in BenchTable.codecs {
                let trial = try await progress.during("\(way.rawValue), \(codec.name)", seconds: scale.seconds) {
                    try await LatencyTrial.run(way, codec, seconds: scale.seconds, at: server)
                }
                print(table.row(trial))
                trials.append(trial)
            }
        }
        return trials
    }

    private func bursts(_ server: TrialServer) async throws -> [Promise] {
        var promises: [Promise] = []
        for way in TrialServer.Way.allCases {
            for codec in BenchTable.codecs {
                let name = "\(way.rawValue), \(codec.name)"
                promises += try await progress.during("a burst, \(name)", seconds: ContractBench.burstSeconds) {
                    try await BurstTrial.run(way, codec, at: server)
                }.promises(name)
            }
        }
        return promises
    }

    private func crowd(_ server: TrialServer) async throws -> [Promise] {
        let name = "\(scale.clients) clients, and \(scale.neverReading) that never read"
        let crowd = try await progress.during(name, seconds: ContractBench.entrySeconds + scale.seconds) {
            try await CrowdTrial.run(
                clients: scale.clients, neverReading: scale.neverReading, seconds: scale.seconds, .json,
                loops: scale.loops, at: server)
        }
        print(table.row(crowd))
        return crowd.promises
    }

    /// False if a picture was wanted and could not be written.
    private func show(_ trials: [LatencyTrial], _ promises: [Promise]) -> Bool {
        guard let plot else { return true }
        let trouble = BenchPage(picture: LatencyPlot(trials).svg, promises: promises).write(to: plot)
        StandardError.say(trouble.map { "lifeline bench: \($0)" } ?? "\(plot) shows it")
        return trouble == nil
    }

    private func print(_ text: String) { _ = StandardOutput.print(text) }
}
