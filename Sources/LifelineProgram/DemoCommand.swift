import DemoEngine
import LifelineCore
import Roster

/// `lifeline demo`: what to show, how long, how fast.
struct DemoCommand: Command {
    static let name = "demo"
    static let summary = "shows a made-up engine at work"

    private let showing: DemoShow.Form
    private let ticks: Int
    private let engine: DemoEngine
    private let isPaced: Bool

    init(_ arguments: inout Arguments) throws(Misuse) {
        let names = Roster.codecs.map { $0.name.description } + ["both"]
        let list = names.joined(separator: " or ")
        let name = try arguments.value("--codec", list) ?? "both"
        guard names.contains(name) else { throw arguments.misuse("no codec '\(name)': use \(list)") }
        let codec = Roster.codec(named: name)
        // Frames on a terminal would be noise: there they are shown as they are read back.
        showing = codec.map { $0.form == .binary && StandardOutput.isTerminal ? .readBack : .records($0) } ?? .readBack

        let hertz = try arguments.number("--hz", in: DemoEngine.hertzRange) ?? 60
        let seconds = try arguments.number("--seconds", in: 0...86_400) ?? 0
        let seed = try arguments.number("--seed", in: 0...Int.max) ?? 1
        isPaced = !arguments.flag("--fast")
        try arguments.finish()
        ticks = seconds == 0 ? .max : seconds * hertz
        engine = DemoEngine(seed: UInt64(seed), hertz: hertz)
    }

    func run() -> Outcome {
        var show = DemoShow(engine, showing)
        return show.run(ticks: ticks, isPaced: isPaced)
    }

    static let manual = Manual(
        lead: "lifeline demo shows what a made-up engine says: models that answer, their energy, what is between them.",
        usage: "[--codec CODEC] [--seconds N] [--hz N] [--seed N] [--fast]",
        text: [
            """
            Every message is written as an energy frame, read back, and printed as JSON, one a line. The same seed gives \
            the same bytes. Ctrl-C ends it; at the end, standard error tells how much was said and how large it is in \
            each codec.
            """
        ],
        flags: [
            Flag(
                "--codec", "CODEC", of: .choice(Roster.codecNames + ["both"]),
                """
                both (the default): through the energy codec and back, a message a line
                json: records as they travel, a record a line
                energy: frames as they travel; on a terminal, as `both`
                """),
            Flag("--seconds", "N", "how much of the engine's time to show; 0, the default, goes on until Ctrl-C"),
            Flag("--hz", "N", "ticks a second, 1 to 1000; 60 unless you say otherwise"),
            Flag("--seed", "N", "another number, another story; 1 unless you say otherwise"),
            Flag("--fast", "as fast as it goes, instead of in real time"),
        ],
        examples: [
            "lifeline demo",
            "lifeline demo --codec energy --fast --seconds 1 | lifeline convert --from energy --to json",
        ],
        exits: "0 shown, 1 the system failed, 2 the command line is wrong.")
}
