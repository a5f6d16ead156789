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
        var isKept = true
        for codec in [CodecChoice.json, .energy] {
            StandardError.say("\(scale.clients) clients, \(codec.name): \(scale.seconds) s …")
            do {
                let trial = try await ListenTrial.run(
                    url.address, .stock, token, clients: max(scale.clients, 1), seconds: scale.seconds, codec)
                _ = StandardOutput.print(
                    table.row(
                        "\(trial.clients) clients, \(codec.name)", trial.received, trial.lost, trial.conflated,
                        trial.latency, nil, nil
                    ))
                isKept = isKept && trial.latency.quantile(0.99) <= .microseconds(16_700) && trial.lost == 0
                if trial.latency.count == 0 { StandardError.say("nothing was published meanwhile") }
            } catch {
                StandardError.say("lifeline bench: \(error.description)")
                return .failed
            }
        }
        return isKept ? .done : .failed
    }
}
