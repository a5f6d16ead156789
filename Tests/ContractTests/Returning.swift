import EnergyProfile
import Glibc
import LifelineCore
import LifelineSession
import LifelineUV
import Roster
import Testing

@testable import ContractTrials
@testable import Lifeline

/// A client whose link can be cut, and whose way back can be closed for a while. Confined to its loop.
final class Returning: @unchecked Sendable {
    // Sendable: everything but `loop` is touched on the loop only.
    let reader = StreamReader()
    private(set) var events: [UInt32] = []
    private(set) var newest: UInt32 = 0
    private(set) var wasResumed: Bool?
    private(set) var recovered: Set<String> = []
    private(set) var epochs: [String: UInt32] = [:]
    private(set) var line: Line!
    private let loop: EventLoop
    private var isAway = false

    init(to address: Address, on loop: EventLoop, token: Secret?, _ codec: CodecChoice) {
        self.loop = loop
        loop.post { [self] in
            var options = ClientSession.Options()
            options.token = token
            options.codec = codec
            do {
                let dial = try Equipment.stock.dialling(address, options)(loop)
                line = Line(on: loop, .stock, .system, options) { [unowned self] done in
                    guard isAway else { return dial(done) }
                    loop.wake(at: loop.now) { done(.failure(TransportError(.unreachable, "connect", "", "away"))) }
                }
            } catch {
                Issue.record(error)
                return
            }
            line.tap = Witness.shared.witness
            listen()
            line.start()
        }
    }

    private func listen() {
        reader.listen(to: line)
        line.hear(Council.self, ResonanceEvent.self) { [unowned self] event, _ in events.append(event.event) }
        line.hear(Energy.self, EnergyUpdate.self) { [unowned self] update, _ in newest = update.tokens }
        line.granted = { [unowned self] grant in
            epochs[grant.name.description] = grant.epoch
            if grant.recovered { recovered.insert(grant.name.description) }
        }
        line.noticed = { [unowned self] in if let welcome = $0 as? Welcome { wasResumed = welcome.resumed } }
    }

    var isOpen: Bool { line.session.state == .open }

    /// The link ends without a word, and no new one can be made until `mayReturn`.
    func cut() async {
        await loop.perform { [self] in
            isAway = true
            line.closeLink(.lost)
        }
    }

    func mayReturn() async {
        await loop.perform { [self] in
            isAway = false
            line.hurry()
        }
    }

    struct Never: Error {}

    /// Waits until it is so, at most 10 s.
    func until(_ isSo: @escaping @Sendable (Returning) -> Bool) async throws {
        for _ in 0..<2_000 {
            if await loop.perform({ [self] in isSo(self) }) { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        let seen = await loop.perform { [self] in
            "\(line.session.state), \(events.count) events, newest \(newest), \(reader.text.count) bytes, \(line.counters)"
        }
        Issue.record("it did not come to pass in 10 s: \(seen)")
        throw Never()
    }

    func close() async {
        await loop.perform { [self] in line.close() }
        await loop.shutdown()
    }
}

func removeFolder(_ path: String) { _ = rmdir(path) }
