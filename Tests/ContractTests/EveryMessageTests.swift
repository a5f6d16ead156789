import ContractTrials
import EnergyProfile
import Lifeline
import LifelineCore
import LifelineSession
import LifelineUV
import Roster
import Testing

/// One server says all it can, to a client of each codec.
@Suite("What leaves a server", .serialized, .timeLimit(.minutes(1)))
struct EveryMessageTests {
    static let secret = "S3CRET-of-the-user"

    @Test(
        "can all be read again, and what users write is on the text channel alone",
        arguments: [CodecChoice.json, .mixed, .energy])
    func everything(codec: CodecChoice) async throws {
        let server = try await TrialServer(.stock)
        await server.server.handle("echo") { params, _ in params }
        let loop = EventLoop(name: "listener")
        let witness = Witness()
        let guest = try await Speaker(
            to: server.webSocket, on: loop, token: server.server.token, codec, witness.witness)
        try await guest.until { $0.session.state == .open && $0.counters.snapshots == 4 }
        await publishEverything(server.server)
        await guest.askForEverything()
        var status = ModelStatus()
        status.status = .ready
        await server.server.modelStatus(status)
        // A heartbeat comes each second; a client that does not keep up is told what it did not get.
        await guest.line { $0.hold() }
        for number in 0..<120 as Range<UInt32> {
            var update = EnergyUpdate()
            update.tokens = number
            server.server.channel(Energy.self).publish(update)
            try await Task.sleep(for: .milliseconds(10))
        }
        await guest.line { $0.release() }
        try await guest.until { _ in
            Set(witness.lines.map(\.type)).isSuperset(of: ["lag", "heartbeat", "codec_set", "reply", "error_event"])
        }
        await server.close()
        try await guest.until { $0.session.state != .open }
        await guest.close()

        let lines = witness.lines
        Witness.shared.write(lines)
        #expect(witness.complaints == [])
        let types = Set(lines.map(\.type))
        let expected = Set(Roster.catalogue.messages.map { $0.kind.name.description }).subtracting([
            // What only clients send.
            "hello", "subscribe", "unsubscribe", "ack", "resync", "set_codec", "auth", "request",
        ])
        #expect(types == expected)
        let bearing = lines.filter { $0.text.contains(EveryMessageTests.secret) }
        #expect(bearing.contains { $0.type == "token_stream" })
        #expect(bearing.allSatisfy { $0.channel == "experience" }, "only the text channel carries what a user wrote")
    }

    private func publishEverything(_ server: Server) async {
        var piece = TokenStream()
        piece.stream = 1
        piece.text = Text("the user said \(EveryMessageTests.secret)\u{7F}\n")
        server.channel(Experience.self).publish(piece)
        var field = EnergyField()
        (field.width, field.height, field.cells) = (2, 1, [0.25, 1])
        field.max = 1
        server.channel(Energy.self).publish(field)
        server.channel(Energy.self).publish(EnergyUpdate())
        server.channel(Council.self).publish(InterferenceEvent())
        server.channel(Council.self).publish(ResonanceEvent())
        var reward = RewardEvent()
        reward.badge = "first-words"
        server.channel(Rewards.self).publish(reward)
    }
}

/// A client that asks for all there is. Confined to its loop.
final class Speaker: @unchecked Sendable {
    // Sendable: `line` is touched on the loop only.
    private let line: Line
    private let loop: EventLoop

    init(
        to address: Address, on loop: EventLoop, token: Secret?, _ codec: CodecChoice,
        _ witness: @escaping TrialServer.Witness
    ) async throws {
        var options = ClientSession.Options()
        options.token = token
        options.codec = codec
        self.loop = loop
        line = try Line(to: address, on: loop, .stock, options)
        await self.line {
            $0.tap = witness
            $0.start()
        }
    }

    func line(_ body: @escaping @Sendable (Line) -> Void) async { await loop.perform { [self] in body(line) } }

    func askForEverything() async {
        await line { line in
            for method in ["echo", "no.such"] as [Name] {
                var request = Request()
                request.method = method
                line.request(request) { _ in }
            }
            line.unsubscribe(Rewards.self)
            line.subscribe(Rewards.self)
            line.subscribe(Unheard.self)
            line.setCodec(.json)
            line.setCodec(line.session.options.codec ?? .json)
        }
    }

    func until(_ isSo: @escaping @Sendable (Line) -> Bool) async throws {
        for _ in 0..<2_000 {
            if await loop.perform({ [self] in isSo(line) }) { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw TransportError(.timeout, "wait", "", "it did not come to pass in 10 s")
    }

    func close() async {
        await line { $0.close() }
        await loop.shutdown()
    }
}

/// A channel that no server has.
enum Unheard: Channel {
    static var name: ChannelName { "unheard" }
    static var handle: ChannelHandle { ChannelHandle(rawValue: 999) }
    static var delivery: Delivery { .state }
}
