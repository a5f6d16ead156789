internal import Lifeline
public import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// A message per line of JSON, from standard input or any other descriptor. What cannot be read is counted and reported
/// by its line number; it ends nothing.
///
/// Each line is published as it comes. On a loop without libuv, whoever owns it hands it its bytes.
public final class LinesSource: FrameSource, RecordHandler {
    public struct Limits: Sendable, Hashable {
        /// The longest line. Default 1 MiB.
        public var lineBytesMax = 1 << 20
        /// Bad lines that are reported one by one; later ones are counted. Default 20.
        public var reportsMax = 20
        public init() {}
    }

    public let name: Name = "stdin"
    private let descriptor: Int32?
    private let models: [Name]
    private let limits: Limits
    private var numbering = Numbering(nameless: "stdin")
    private var stage: Stage?
    private var reader: DescriptorReader?
    private var splitter: LineSplitter
    private var codec: CodecDriver?
    private var vocabulary: Vocabulary?
    private var sink = ByteSink()
    private var lines: UInt64 = 0
    private var reports = 0
    private var line = LineBeingRead()

    private struct LineBeingRead {
        var hasTime = false
        var hasFrame = false
    }

    /// Reads `descriptor` from `start` on, and never closes it. With nil, `received` is called by its owner.
    ///
    /// `models` are the names of those its lines speak of, by their indices there; the server may give them others.
    /// Further ones become `stdin-1`, `stdin-2` …
    public init(descriptor: Int32? = 0, models: [Name] = [], _ limits: Limits = Limits()) {
        self.descriptor = descriptor
        self.models = models
        self.limits = limits
        splitter = LineSplitter(lineBytesMax: limits.lineBytesMax)
    }

    public func start(on stage: Stage) {
        self.stage = stage
        numbering.enlist(models, on: stage)
        let repertoire = stage.hub.repertoire
        codec = repertoire.codecs.first { $0.form == .text }
        vocabulary = repertoire.vocabulary()
        guard codec != nil else { return stage.say(.error, name, "the server speaks no JSON: no line can be read") }
        guard let descriptor, let loop = stage.loop as? EventLoop else { return }
        do throws(TransportError) {
            reader = try DescriptorReader(
                descriptor, on: loop, received: { [weak self] in self?.received($0) },
                ended: { [weak self] in self?.ended($0) })
        } catch {
            stage.say(.error, name, "descriptor \(descriptor): \(error)")
        }
    }

    public func tick(_ beat: Metronome.Beat) {}

    public func stop() {
        reader?.close()
        (reader, stage) = (nil, nil)
    }

    // MARK: Bytes

    public func received(_ bytes: UnsafeRawBufferPointer) {
        splitter.read(bytes) { line in
            take(line)
            return stage != nil
        }
    }

    /// No byte comes any more, because of `error` if there is one.
    public func ended(_ error: TransportError? = nil) {
        splitter.finish { line in
            take(line)
            return true
        }
        reader = nil
        guard let stage else { return }
        let bad = stage.counts[name]?["bad_lines"] ?? 0
        if let error {
            stage.say(.error, name, "the input broke off after line \(lines): \(error)")
        } else {
            stage.say(.info, name, "end of input after \(lines) lines, \(bad) of them bad")
        }
    }

    private func take(_ line: LineSplitter.Line) {
        lines &+= 1
        stage?.count("lines", by: name)
        guard case .line(let bytes) = line else { return refuse("longer than \(limits.lineBytesMax) bytes") }
        guard bytes.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { return }
        do throws(CodecError) {
            try JSONView.read(bytes) { view throws(CodecError) in
                if view.isArray { view.forEach(publish) } else { publish(view) }
            }
        } catch {
            refuse("\(error)")
        }
    }

    private func publish(_ view: JSONView) {
        guard let codec, let vocabulary else { return }
        do throws(LineMessage.Fault) {
            let message = try LineMessage(view, into: &sink)
            line = LineBeingRead(hasTime: message.hasTime, hasFrame: message.hasFrame)
        } catch {
            switch error {
            case .noObject: return refuse("no JSON object: write one message per line")
            case .noType: return refuse("\"type\" is missing: name the message, for example \"energy_update\"")
            case .noHome: return refuse("\"channel\" is missing, and this type has none of its own")
            }
        }
        // The reader keeps no bytes, but it calls back while they are in use.
        let record = Record(copying: sink.bytes, .text)
        codec.read(record.bytes, vocabulary, stage?.hub.options.codec ?? CodecLimits(), self)
    }

    private func refuse(_ why: Phrase) {
        guard let stage else { return }
        stage.count("bad_lines", by: name)
        reports += 1
        if reports <= limits.reportsMax { stage.say(.warning, name, "line \(lines): \(why)") }
        if reports == limits.reportsMax { stage.say(.warning, name, "further bad lines are only counted") }
    }

    // MARK: RecordHandler

    public func message(_ envelope: inout Envelope, _ payload: Payload) throws(CodecError) {
        guard let stage, let driver = stage.hub.repertoire.messages[envelope.kind] else {
            return try payload.skip(&envelope)
        }
        guard let message = numbering.renumbered(try payload.read(&envelope, driver), on: stage) else {
            return refuse("a model's index is below \(Numbering.modelsMax)")
        }
        do throws(ProtocolFault) {
            try stage.hub.publish(
                checked: message, on: envelope.channel, at: line.hasTime ? envelope.time : nil,
                frame: line.hasFrame ? envelope.frame : nil)
            stage.count("messages", by: name)
        } catch {
            refuse("\(error.name): \(driver.kind) cannot be published there")
        }
    }

    /// Where that is, it says of the envelope that was made of the line: near enough, by field name.
    public func bad(_ error: CodecError) { refuse("\(error)") }
}
