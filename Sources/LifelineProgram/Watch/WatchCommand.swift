import Lifeline
import LifelineCore
import LifelineSession
import LifelineUV
import Roster

/// `lifeline watch`: which server, what of it, how long.
struct WatchCommand: Command {
    static let name = "watch"
    static let summary = "shows what a server says, a message a line"

    private let wish: WatchWish

    init(_ arguments: inout Arguments) throws(Misuse) {
        var wish = WatchWish()
        wish.options.client = "lifeline-watch/0.1"
        // What one reads is whole.
        wish.options.takesDeltas = false
        switch try arguments.choice("--codec") {
        case "energy": wish.options.codec = .energy
        case "mixed": wish.options.codec = .mixed
        default: wish.options.codec = .json
        }
        var channels: [ChannelName] = []
        for word in try arguments.values("--channel", "a channel's name, as in energy") {
            guard let name = ChannelName(word) else {
                throw arguments.misuse("--channel \(word) will not do: a name has a-z 0-9 . _ : - and no capitals")
            }
            channels.append(name)
        }
        wish.options.channels = channels.isEmpty ? nil : channels
        wish.types = Set(try arguments.values("--type", "a message type's name, as in energy_update"))
        wish.count = try arguments.number("--count", in: 1...Int.max)
        wish.seconds = try arguments.number("--seconds", in: 1...86_400)
        wish.isStatistics = arguments.flag("--stats")
        let token = try arguments.token()
        let url = try arguments.server()
        wish.options.token = token ?? url.token
        wish.address = url.address
        try arguments.finish()
        self.wish = wish
    }

    func run() -> Outcome {
        Interrupt.listen()
        let loop = EventLoop(name: "lifeline-watch")
        let outlet = Outlet()
        let watch: Watch
        do {
            watch = try Watch(wish, on: loop, outlet)
        } catch {
            StandardError.say("lifeline watch: \(error.description)")
            loop.shutdownAndWait()
            return .misused
        }
        loop.post { watch.start() }
        let outcome = outlet.drain("lifeline watch") { loop.post { watch.release() } }
        // In a turn of its own, whose end sends the goodbye.
        Blocking.run { await loop.perform { watch.stop() } }
        loop.shutdownAndWait()
        return outcome
    }

    static let manual = Manual(
        lead: "lifeline watch listens to a server and prints every message it sends as one line of JSON.",
        usage:
            "[URL] [--codec CODEC] [--channel NAME]… [--type NAME]… [--count N] [--seconds N] [--stats] [--token TOKEN]",
        text: [
            "The URL is the one that `lifeline serve` prints (http://127.0.0.1:8145/?token=…), a WebSocket's "
                + "(ws://127.0.0.1:8145/ws), or a Unix socket's (unix:/run/user/1000/lifeline/lifeline.sock, or just its path). Without URL it is the "
                + "socket where `lifeline serve` usually is: $XDG_RUNTIME_DIR/lifeline/lifeline.sock.",
            "JSON is shown as it came, with everything in it that this program does not know. Energy frames are shown as "
                + "the JSON that says the same. When the connection goes, it dials again, goes on where it was, and says so "
                + "on standard error. A slow reader of the output is no harm: the server then sends less, and tells by `lag`.",
        ],
        flags: [
            Flag(
                "--codec", "CODEC", of: .choice(["json", "energy", "mixed"]),
                "what the server shall send: json (the default), energy, or mixed (control in JSON, all else in energy)"
            ),
            Flag(
                "--channel", "NAME", of: .choice(Roster.channelNames),
                "hear only this channel; once for each. Unless you say otherwise: all that you may hear"),
            Flag(
                "--type", "NAME", of: .choice(Roster.typeNames),
                "show only messages of this type; once for each"),
            Flag("--count", "N", "end after so many messages"),
            Flag("--seconds", "N", "end after so long"),
            Flag("--stats", "instead of messages: how many, how large, how late, every second"),
            .token,
        ],
        examples: [
            "lifeline watch 'http://127.0.0.1:8145/?token=4f0c…' --channel energy --count 3",
            "lifeline watch /run/user/1000/lifeline/lifeline.sock --codec energy --stats",
            "lifeline watch ws://127.0.0.1:8145/ws --token 4f0c… --type token_stream | jq -r .payload.text",
        ],
        exits: "0 shown, 1 the server refused or the system failed, 2 the command line is wrong.")
}

/// What shall be watched, and for how long.
struct WatchWish: Sendable {
    var address = Address(scheme: "ws", rest: "")
    var options = ClientSession.Options()
    /// Empty: all.
    var types: Set<String> = []
    var count: Int?
    var seconds: Int?
    var isStatistics = false
}
