import Lifeline
import LifelineCore
import LifelineUV

/// `lifeline bench`: what to measure, how long, for how many.
struct BenchCommand: Command {
    static let name = "bench"
    static let summary = "measures what the contract promises, here or of a live server"

    private let url: ServerURL?
    private let token: Secret?
    private var scale: BenchScale
    private let plot: String?

    init(_ arguments: inout Arguments) throws(Misuse) {
        let seconds = try arguments.number("--seconds", in: 1...3600)
        let clients = try arguments.number("--clients", in: 0...4000)
        let silent = try arguments.number("--never-reading", in: 0...1000)
        plot = try arguments.value("--plot", "a file for the picture, as in latency.svg or bench.html")
        let loops = try arguments.number("--loops", in: 1...64)
        let token = try arguments.token()
        scale = BenchScale(seconds: seconds ?? 5, clients: clients ?? 100, loops: loops ?? 1)
        if let silent { scale.neverReading = silent }
        url = arguments.hasWord ? try arguments.server() : nil
        self.token = token ?? url?.token
        try arguments.finish()
        if url != nil, silent != nil || plot != nil || loops != nil {
            throw arguments.misuse("--plot, --loops and --never-reading are for the run without URL")
        }
    }

    func run() -> Outcome {
        Interrupt.listen()
        let (scale, plot, url, token) = (scale, plot, url, token)
        return BenchCommand.wait {
            if let url { return await RemoteBench(url, token, scale).run() }
            return await ContractBench(scale, plot: plot).run()
        }
    }

    /// Ends with the process if Ctrl-C comes: what was begun needs no end.
    private static func wait(for body: @escaping @Sendable () async -> Outcome) -> Outcome {
        let result = Locked<Outcome?>(nil)
        let done = Signal()
        Task {
            let outcome = await body()
            result.withLock { $0 = outcome }
            done.send()
        }
        while !Interrupt.came {
            done.wait(milliseconds: 200)
            if let outcome = result.withLock({ $0 }) { return outcome }
        }
        StandardError.say("stopped")
        return .failed
    }

    static let manual = Manual(
        lead: "lifeline bench measures latency, loss and cost, prints a table, and says whether the contract is kept.",
        usage: "[URL] [--seconds N] [--clients N] [--never-reading N] [--loops N] [--plot FILE] [--token TOKEN]",
        text: [
            "Without URL it starts a server of its own with a WebSocket and a Unix socket, and measures from `publish` on an "
                + "engine's thread to the handler of a client: 60 messages a second in JSON and as energy frames, 200 tokens "
                + "in one second, what a client that listens costs a tick, how long clients are away that were cut, and many "
                + "clients at 60 Hz beside some that never read. Then it says of each trial what must be, and what is. Server and clients share this "
                + "machine's cores: CPU is told for all of it, and for the server's first thread alone.",
            "With URL it only listens: what the server publishes, how late (by the two clocks, whose difference heartbeats "
                + "tell), and what did not come.",
        ],
        flags: [
            Flag("--seconds", "N", "how long each trial lasts; 5 unless you say otherwise, 60 for the contract"),
            Flag("--clients", "N", "how many at once; 100 unless you say otherwise, 1000 for the contract, 0 for none"),
            Flag(
                "--never-reading", "N", "how many more never read; a twentieth of the clients unless you say otherwise"),
            Flag("--loops", "N", "threads of the server, and of the clients; 1 unless you say otherwise"),
            Flag(
                "--plot", "FILE", of: .file,
                "draws the latencies: .svg is the picture, .html a page with it and the promises"),
            .token,
        ],
        examples: [
            "lifeline bench",
            "lifeline bench --seconds 60 --clients 1000 --plot bench.html         # the contract, in full",
            "lifeline bench 'http://127.0.0.1:8145/?token=4f0c…' --clients 10",
        ],
        exits: "0 the contract is kept, 1 it is not or the system failed, 2 the command line is wrong.")
}

/// How long, and for how many.
struct BenchScale: Sendable {
    let seconds: Int
    let clients: Int
    let loops: Int
    var neverReading: Int

    init(seconds: Int, clients: Int, loops: Int) {
        self.seconds = seconds
        self.clients = clients
        self.loops = loops
        neverReading = clients / 20
    }
}
