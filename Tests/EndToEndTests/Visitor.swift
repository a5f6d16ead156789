import EnergyProfile
import Lifeline
import LifelineCore
import LifelineSession
import LifelineUV
import Roster
import UnixSocketTransport
import WebSocketTransport

/// A client of a test, on the loop of all its clients: what it heard of the council, and a link that can be cut.
final class Visitor {
    let line: Line
    private(set) var seqs: [UInt64] = []
    private(set) var events: [UInt32] = []
    private(set) var grants: [Grant] = []
    private let dialling: Dialling

    /// Keeps the link that it dialled last.
    private final class Dialling {
        var link: (any Link)?
    }

    init(on loop: EventLoop, _ address: Address, token: Secret?, _ codec: CodecChoice) {
        var options = ClientSession.Options()
        options.channels = ["council"]
        options.codec = codec
        options.token = token
        options.window = 64
        let dialling = Dialling()
        self.dialling = dialling
        let transport = Visitor.transport(address, token)
        let surroundings = Surroundings(wall: { Timestamp() }, entropy: { UInt64.random(in: 0 ... .max) })
        line = Line(on: loop, .stock, surroundings, options) { done in
            transport.dial(address, on: loop) { result in
                dialling.link = try? result.get()
                done(result)
            }
        }
        line.hear(Council.self, InterferenceEvent.self) { [weak self] message, envelope in
            self?.heard(message.event, envelope)
        }
        line.granted = { [weak self] in self?.grants.append($0) }
        line.start()
    }

    private func heard(_ event: UInt32, _ envelope: Envelope) {
        seqs.append(envelope.seq)
        events.append(event)
    }

    private static func transport(_ address: Address, _ token: Secret?) -> any Transport {
        guard address.scheme == "ws" else { return UnixSocketTransport() }
        var options = WebSocketTransport.Options()
        options.bearer = token?.storage
        return WebSocketTransport(options)
    }

    /// It hears all that is published from now on.
    var isThere: Bool { line.session.state == .open && line.counters.snapshots > 0 }

    /// Cuts the connection as a network does, and comes again at once.
    func comeAgain() {
        dialling.link?.close(.lost)
        line.loop.atTurnEnd(Hurry(line))
    }

    private final class Hurry: TurnTask {
        private let line: Line
        init(_ line: Line) { self.line = line }
        func turnEnded() { _ = line.loop.wake(at: line.loop.now.advanced(by: .milliseconds(2))) { self.line.hurry() } }
    }
}

/// Peers that speak JSON lines over a Unix socket as a test writes them.
final class Caller: LinkOwner {
    private var link: (any Link)?
    private(set) var heard: [String] = []
    private(set) var isGone = false
    private var unsaid: [String] = []

    init(on loop: EventLoop, _ address: Address) {
        UnixSocketTransport().dial(address, on: loop) { [self] result in
            link = try? result.get()
            link?.owner = self
            for text in unsaid { say(text) }
        }
    }

    func say(_ text: String) {
        guard let link else { return unsaid.append(text) }
        var text = text
        text.withUTF8 { _ = link.send(copying: UnsafeRawBufferPointer($0), .text) }
    }

    /// The value behind `key` in what was heard last of `type`, as JSON writes it.
    func last(_ key: String, of type: String) -> String? {
        guard let text = heard.last(where: { $0.contains("\"type\":\"\(type)\"") }),
            let place = text.range(of: "\"\(key)\":")
        else { return nil }
        return String(text[place.upperBound...].prefix { $0 != "," && $0 != "}" })
    }

    func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {
        heard.append(String(decoding: record, as: UTF8.self))
    }
    func drained() {}
    func closed(_ close: Close) {
        isGone = true
        link = nil
    }
}

extension String {
    /// Where `text` is first.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
