import LifelineCore
import LifelineUV

/// `lifeline doctor`: is this server what it should be?
struct DoctorCommand: Command {
    static let name = "doctor"
    static let summary = "checks a live server: doors, limits, latency, codecs, schemas"

    private let url: ServerURL
    private let token: Secret?

    init(_ arguments: inout Arguments) throws(Misuse) {
        let token = try arguments.token()
        url = try arguments.server()
        self.token = token ?? url.token
        try arguments.finish()
    }

    func run() -> Outcome {
        Interrupt.listen()
        let loop = EventLoop(name: "lifeline-doctor")
        defer { loop.shutdownAndWait() }
        var examination = Examination(url, token, on: loop)
        return examination.run()
    }

    static let manual = Manual(
        lead:
            "lifeline doctor checks a live server and prints one line for each check: ok, FAIL or skip, and what to do.",
        usage: "[URL] [--token TOKEN]",
        text: [
            "It knocks as strangers would (a foreign Host, a foreign Origin, no token, a wrong one, an old WebSocket), then "
                + "comes in and looks at the limits, the latency, both codecs, the schemas, /healthz and /metrics. It "
                + "publishes nothing, and shows no token and no text.",
            "The URL is the one that `lifeline serve` prints, a WebSocket's, or a Unix socket's path. "
                + "Without URL it is the socket at $XDG_RUNTIME_DIR/lifeline/lifeline.sock.",
        ],
        flags: [.token],
        examples: [
            "lifeline doctor 'http://127.0.0.1:8145/?token=4f0c…'",
            "lifeline doctor /run/user/1000/lifeline/lifeline.sock",
        ],
        exits: "0 all checks passed, 1 one failed, 2 the command line is wrong.")
}
