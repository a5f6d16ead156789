import DemoEngine
import LifelineCore
import Roster
import Transcoding

/// Plays a demo tape: encodes each record in every codec, shows one of them, counts all.
struct DemoShow: ~Copyable {
    enum Form {
        /// Records as they travel in one codec.
        case records(any Codec.Type)
        /// Each message through the binary codec and back, as JSON lines.
        case readBack
    }

    /// Output that waits, at most, when nobody wants to see it in time.
    private static let waitingBytesMax = 64 << 10

    private let form: Form
    private let vocabulary = Vocabulary(Roster.catalogue)
    private var tape: DemoTape
    private var pace: Pace
    private var output = ByteSink()
    private var scratch = ByteSink()
    private var tally = Tally(Roster.codecs.map { $0.name.description })

    init(_ engine: DemoEngine, _ form: Form) {
        self.form = form
        tape = DemoTape(engine)
        pace = Pace(hertz: engine.hertz)
    }

    mutating func run(ticks: Int, isPaced: Bool) -> Outcome {
        Interrupt.listen()
        var isRead = true
        do {
            var tick = 0
            while tick < ticks, isRead, !Interrupt.came {
                for record in tape.next() { try show(record) }
                if isPaced || output.count >= DemoShow.waitingBytesMax { isRead = try flush() }
                tick += 1
                if isPaced, tick < ticks { pace.wait(for: tick) }
            }
            if isRead { _ = try flush() }
        } catch {
            StandardError.say("lifeline demo: \((error as? StreamFault)?.words ?? "\(error)")")
            return .failed
        }
        StandardError.say(tally.line)
        return .done
    }

    private mutating func flush() throws(StreamFault) -> Bool {
        let isRead = try StandardOutput.write(output.bytes, unless: { Interrupt.came })
        output.clear()
        return isRead
    }

    private mutating func show(_ record: [DemoTape.Line]) throws {
        switch form {
        case .records: try put(record)
        case .readBack: for line in record { try put([line]) }
        }
    }

    private mutating func put(_ record: [DemoTape.Line]) throws {
        for (index, codec) in Roster.codecs.enumerated() {
            scratch.clear()
            try DemoTape.encode(record, as: codec, vocabulary, into: &scratch)
            tally.add(scratch.count, of: index)
            switch form {
            case .records(let shown): if shown == codec { output.append(scratch.bytes) }
            case .readBack: if codec.form == .binary { try readBack(codec, Roster.codecs[0]) }
            }
        }
        tally.messages += record.count
        if case .records(let shown) = form, shown.form == .binary { return }
        output.append(0x0A)
    }

    /// What `scratch` says in one codec, said in another.
    private mutating func readBack<S: Codec, T: Codec>(_ source: S.Type, _ target: T.Type) throws {
        var transcoder = Transcoder(from: source, to: target, vocabulary)
        try transcoder.transcode(scratch.bytes, into: &output)
    }
}
