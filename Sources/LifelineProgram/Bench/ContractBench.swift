import ContractTrials
import Lifeline
import LifelineCore
import LifelineSession
import Roster

/// The contract run: trials on a server of this process, a table, and what was promised beside what was seen.
struct ContractBench: Sendable {
    private let scale: BenchScale
    private let plot: String?

    init(_ scale: BenchScale, plot: String?) {
        self.scale = scale
        self.plot = plot
    }

    func run() async -> Outcome {
        do {
            let server = try await TrialServer(
                .stock, clientsMax: scale.clients + scale.neverReading, loops: scale.loops)
            let findings = try await measure(server)
            await server.close()
            for finding in findings { _ = StandardOutput.print(finding.line) }
            return findings.contains { $0.verdict == .bad } ? .failed : .done
        } catch {
            StandardError.say("lifeline bench: \(error)")
            return .failed
        }
    }

    private func measure(_ server: TrialServer) async throws -> [Finding] {
        var (trials, findings): ([LatencyTrial], [Finding]) = ([], [])
        let table = BenchTable()
        #if DEBUG
        StandardError.say("built without optimisation: the figures say little")
        #endif
        print(table.head)
        for way in TrialServer.Way.allCases {
            for codec in [CodecChoice.json, .energy] {
                StandardError.say("\(way.rawValue), \(codec.name): \(scale.seconds) s at 60 Hz …")
                let trial = try await LatencyTrial.run(way, codec, seconds: scale.seconds, at: server)
                print(table.row(trial))
                trials.append(trial)
            }
        }
        findings += latency(trials)
        for way in TrialServer.Way.allCases {
            for codec in [CodecChoice.json, .energy] {
                findings.append(
                    burst(try await BurstTrial.run(way, codec, at: server), "\(way.rawValue), \(codec.name)"))
            }
        }
        for codec in [CodecChoice.json, .energy] {
            StandardError.say("a tick with and without a client, \(codec.name): twice \(scale.seconds) s at 60 Hz …")
            findings.append(
                streaming(try await StreamingTrial.run(clients: 1, codec, seconds: scale.seconds, at: server)))
        }
        if scale.clients > 0 {
            StandardError.say("\(scale.clients) clients, and \(scale.neverReading) that never read …")
            let crowd = try await CrowdTrial.run(
                clients: scale.clients, neverReading: scale.neverReading, seconds: scale.seconds, .json,
                loops: scale.loops, at: server
            ) { StandardError.say("\($0): \(scale.seconds) s at 60 Hz …") }
            print(table.row(crowd))
            findings += judge(crowd)
        }
        print("\n")
        if let plot { findings.append(LatencyPlot(trials).write(to: plot)) }
        return findings
    }

    private func print(_ text: String) { _ = StandardOutput.print(text) }

    // MARK: What was promised

    private func latency(_ trials: [LatencyTrial]) -> [Finding] {
        let median = trials.map { $0.latency.quantile(0.5) }.max() ?? .zero
        let tail = trials.map { $0.latency.quantile(0.99) }.max() ?? .zero
        let lost = trials.reduce(0) { $0 + $1.lost + $1.disordered }
        let dropped = trials.map(\.dropped).max() ?? 0
        return [
            .expect(
                "median", median <= .milliseconds(5), "at most \(Prose.milliseconds(median)) each way",
                orElse: "promised: 5 ms"),
            .expect(
                "p99", tail <= .milliseconds(10), "at most \(Prose.milliseconds(tail)) each way",
                orElse: "promised: 10 ms"),
            .expect(
                "no loss", lost == 0, "\(Prose.grouped(trials.reduce(0) { $0 + $1.published })) messages, \(lost) lost",
                orElse: "promised: none"),
            .expect(
                "dropped frames", dropped * 60 < 10 * max(scale.seconds, 60),
                "at most \(dropped) in \(scale.seconds) s",
                orElse: "promised: fewer than 10 a minute"),
        ]
    }

    private func burst(_ burst: BurstTrial, _ way: String) -> Finding {
        .expect(
            "burst", burst.isTextWhole && burst.beatsLost == 0 && burst.skipped == 0,
            "\(way): \(BurstTrial.tokens) tokens in a second, \(Prose.grouped(burst.textBytes)) bytes of text "
                + "\(burst.isTextWhole ? "whole" : "NOT whole") in \(burst.messages) messages; of \(burst.beats) beats "
                + "\(burst.beatsLost) lost, \(burst.beatsConflated + burst.skipped) skipped",
            orElse: "promised: all text, no beat lost")
    }

    private func streaming(_ trial: StreamingTrial) -> Finding {
        .expect(
            "streaming", trial.cost < .milliseconds(1) && trial.heard == trial.beats,
            "one client, \(trial.codec.name): a tick takes \(Prose.milliseconds(trial.streaming)) of the processor, "
                + "\(Prose.milliseconds(trial.quiet)) without it",
            orElse: "promised: less than 1 ms more")
    }

    private func judge(_ crowd: CrowdTrial) -> [Finding] {
        let tail = crowd.latency.quantile(0.99)
        return [
            .expect(
                "crowd, loss", crowd.lost == 0 && crowd.disordered == 0,
                "\(crowd.clients) clients and \(crowd.neverReading) that never read: "
                    + "\(Prose.grouped(crowd.received)) messages heard, \(Prose.grouped(crowd.lost)) lost, "
                    + "\(Prose.grouped(crowd.conflated)) gave way to newer ones",
                orElse: "promised: none"),
            .expect(
                "crowd, p99", tail <= .microseconds(16_700), "\(Prose.milliseconds(tail)) for \(crowd.clients) clients",
                orElse: "promised: one frame, 16.7 ms"),
            .expect(
                "crowd, memory", crowd.grown < 64 << 20, "grown by \(Prose.decimal(Double(crowd.grown) / 1e6)) MB",
                orElse: "expected less than 64 MB: somebody's queue has no end"),
        ]
    }
}
