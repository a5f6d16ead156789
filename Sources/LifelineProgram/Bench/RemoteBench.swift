import ContractTrials
import Lifeline
import LifelineCore
import LifelineSession
import Roster

/// Listens to a live server.
struct RemoteBench: Sendable {
    private let url: ServerURL
    private let token: Secret?
    private let scale: BenchScale

    init(_ url: ServerURL, _ token: Secret?, _ scale: BenchScale) {
        self.url = url
        self.token = token
        self.scale = scale
    }

    func run() async -> Outcome {
        let table = BenchTable()
        _ = StandardOutput.print(table.head)
        let progress = BenchProgress(seconds: BenchTable.codecs.count * scale.seconds)
        var promises: [Promise] = []
        for codec in BenchTable.codecs {
            let clients = max(scale.clients, 1)
            let name = "\(clients) \(clients == 1 ? "client" : "clients"), \(codec.name)"
            do {
                let trial = try await progress.during(name, seconds: scale.seconds) { () throws(TransportError) in
                    try await ListenTrial.run(
                        url.address, .stock, token, clients: clients, seconds: scale.seconds, codec)
                }
                _ = StandardOutput.print(
                    table.row(name, trial.received, trial.lost, trial.conflated, trial.latency, nil, nil))
                promises += trial.promises(name)
                if trial.latency.count == 0 { StandardError.say("nothing was published meanwhile") }
            } catch {
                StandardError.say("lifeline bench: \(error)")
                return .failed
            }
        }
        _ = StandardOutput.print("\n" + Promise.table(promises) + "\n" + Promise.verdict(promises))
        return promises.allSatisfy(\.isKept) ? .done : .failed
    }
}
