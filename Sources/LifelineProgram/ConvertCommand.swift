import LifelineCore
import Roster

/// `lifeline convert`: what to convert, and from where to where.
struct ConvertCommand: Command {
    static let name = "convert"
    static let summary = "says in one codec what was said in another"

    /// What `--limit-record` takes. The upper end keeps what a record becomes below the 4 GiB that a frame can count.
    static let limitRange = 64...(256 << 20)

    private let source: any Codec.Type
    private let target: any Codec.Type
    private let channels: [(ChannelName, ChannelHandle)]
    private var limits = CodecLimits()

    init(_ arguments: inout Arguments) throws(Misuse) {
        source = try ConvertCommand.codec("--from", &arguments)
        target = try ConvertCommand.codec("--to", &arguments)
        var channels: [(ChannelName, ChannelHandle)] = []
        for word in try arguments.values("--channel", "HANDLE=NAME, as in 300=weather") {
            channels.append(try ConvertCommand.channel(word, arguments))
        }
        self.channels = channels
        if let limit = try arguments.number("--limit-record", in: ConvertCommand.limitRange) {
            limits.recordBytesMax = limit
        }
        try arguments.finish()
        guard ConvertCommand.vocabulary(channels) != nil else {
            throw arguments.misuse("two channels have one name or one handle: give each its own")
        }
    }

    func run() -> Outcome {
        guard let vocabulary = ConvertCommand.vocabulary(channels) else { return .misused }
        return run(from: source, to: target, vocabulary)
    }

    private func run<S: Codec, T: Codec>(from: S.Type, to: T.Type, _ vocabulary: Vocabulary) -> Outcome {
        var conversion = Conversion(from: from, to: to, vocabulary, limits)
        return conversion.run()
    }

    /// Nil if a name or a handle is taken.
    private static func vocabulary(_ channels: [(ChannelName, ChannelHandle)]) -> Vocabulary? {
        let vocabulary = Vocabulary(Roster.catalogue)
        return channels.allSatisfy { vocabulary.add($0.0, $0.1) } ? vocabulary : nil
    }

    private static func codec(_ flag: String, _ arguments: inout Arguments) throws(Misuse) -> any Codec.Type {
        let names = Roster.codecs.map { $0.name.description }.joined(separator: " or ")
        guard let name = try arguments.value(flag, names) else {
            throw arguments.misuse("\(flag) is missing: \(names)")
        }
        guard let codec = Roster.codec(named: name) else { throw arguments.misuse("no codec '\(name)': use \(names)") }
        return codec
    }

    private static func channel(
        _ word: String, _ arguments: Arguments
    ) throws(Misuse) -> (ChannelName, ChannelHandle) {
        let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let first = ChannelHandle.dynamicFirst.rawValue
        guard halves.count == 2, let handle = UInt32(halves[0]), handle >= first else {
            throw arguments.misuse("--channel \(word) will not do: use HANDLE=NAME with a handle from \(first) on")
        }
        guard let name = ChannelName(String(halves[1])) else {
            throw arguments.misuse("--channel \(word) will not do: a name has a-z 0-9 . _ : - and starts with a-z 0-9")
        }
        return (name, ChannelHandle(rawValue: handle))
    }

    static let manual = Manual(
        lead:
            "lifeline convert reads records from standard input and writes each in the other codec to standard output.",
        usage: "--from CODEC --to CODEC [--channel HANDLE=NAME]… [--limit-record BYTES]",
        text: [
            """
            A codec is `json` (one record a line; blank lines are passed over) or `energy` (frames, one after the other). \
            The same codec twice checks the records and makes them canonical. Output is written whenever the input \
            pauses, so it works in the middle of a live pipe.
            """
        ],
        flags: [
            Flag("--from", "CODEC", of: .choice(Roster.codecNames), "what comes in"),
            Flag("--to", "CODEC", of: .choice(Roster.codecNames), "what goes out"),
            Flag(
                "--channel", "HANDLE=NAME",
                "a channel made at run time: its number, from 256 on, and its name; once for each"),
            Flag("--limit-record", "BYTES", "the largest record to take; 1048576 unless you say otherwise"),
        ],
        examples: [
            "lifeline convert --from energy --to json < recording.energy",
            "lifeline convert --from json --to energy --channel 300=weather < lines.json > frames.energy",
        ],
        notes: [
            "A bad record is named on standard error with its place in the stream; what came before it has been written."
        ],
        exits: "0 all is converted, 1 a record is bad or the system failed, 2 the command line is wrong.")
}

extension Roster {
    static var channelNames: [String] { catalogue.channels.map(\.name.description).filter { $0 != "system" } }
    static var typeNames: [String] { catalogue.messages.map { $0.kind.name.description } }
    static var codecNames: [String] { codecs.map { $0.name.description } }
}
