import LifelineCore
import LifelineSimulation
import LoopbackTransport

/// A peer that says what a test writes, and remembers what it hears: JSON lines, or frames as their first bytes.
final class Peer: LinkOwner {
    private let world: World
    private(set) var link: (any Link)?
    private(set) var heard: [String] = []
    private(set) var frames: [[UInt8]] = []
    /// The form of each record, in order.
    private(set) var forms: [RecordForm] = []
    private(set) var close: Close?

    init(_ world: World) {
        self.world = world
        world.transport.dial(Address(scheme: "loop", rest: "server"), on: world.loop) { result in
            guard case .success(let link) = result else { return }
            link.owner = self
            self.link = link
        }
        world.loop.run(for: .milliseconds(1))
    }

    /// Sends one JSON record and lets what follows happen.
    func say(_ text: String) {
        var text = text
        text.withUTF8 { _ = link?.send(copying: UnsafeRawBufferPointer($0), .text) }
        world.loop.run(for: .milliseconds(1))
    }

    func say(_ frame: [UInt8]) {
        frame.withUnsafeBytes { _ = link?.send(copying: $0, .binary) }
        world.loop.run(for: .milliseconds(1))
    }

    /// What came since the last call.
    func news() -> [String] {
        defer { heard = [] }
        return heard
    }

    /// The codes of the `error_event`s and replies among what came since the last call.
    func codes() -> [Int] { news().compactMap { Peer.number("\"code\":", in: $0) } }

    static func number(_ key: String, in text: String) -> Int? {
        let characters = Array(text.utf8)
        let wanted = Array(key.utf8)
        guard characters.count >= wanted.count else { return nil }
        for start in 0...(characters.count - wanted.count)
        where Array(characters[start..<start + wanted.count]) == wanted {
            let digits = characters[(start + wanted.count)...].prefix { (0x30...0x39).contains($0) }
            return Int(String(decoding: digits, as: UTF8.self))
        }
        return nil
    }

    func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {
        forms.append(form)
        if form == .text { heard.append(String(decoding: record, as: UTF8.self)) } else { frames.append(Array(record)) }
    }
    func drained() {}
    func closed(_ close: Close) {
        self.close = close
        link = nil
    }
}

/// A control message as a client writes it.
func control(_ type: String, _ payload: String = "{}", id: Int? = nil) -> String {
    let id = id.map { "\"id\":\($0)," } ?? ""
    return "{\"channel\":\"system\",\"type\":\"\(type)\",\(id)\"ts\":0,\"payload\":\(payload)}"
}
