import EnergyProfile
import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import LoopbackTransport
import Roster

/// A server and its clients in virtual time, over loopback links.
final class World {
    let loop = SimLoop()
    let transport: LoopbackTransport
    private(set) var hub: Hub
    private var listener: (any Listener)?
    private var randomness: Randomness
    /// Links of the server that are open, the latest last: cut one with `close(.lost)`.
    private(set) var serverLinks: [any Link] = []
    /// The latest link whose peer said something before its first record.
    private(set) weak var greeted: Greeted?
    /// What the next peers say before their first record.
    var greeting: Greeting?

    init(
        seed: UInt64 = 7, rights: Rights = [.read, .publish, .request], _ options: HubOptions = HubOptions(),
        links: LinkLimits = LinkLimits(), repertoire: Repertoire = .stock, authenticator: (any Authenticator)? = nil
    ) {
        transport = LoopbackTransport(limits: links)
        randomness = Randomness(Seed(rawValue: seed))
        var chance = randomness
        let loop = loop
        hub = Hub(
            on: loop, repertoire, authenticator ?? OpenAuthenticator(rights: rights),
            Surroundings(wall: { World.wall(loop) }, entropy: { chance.next() }), options)
        listen()
    }

    static func wall(_ loop: SimLoop) -> Timestamp {
        Timestamp(microseconds: 1_692_300_000_000_000 + loop.now.nanoseconds / 1_000)
    }

    private func listen() {
        listener = try? transport.listen(Address(scheme: "loop", rest: "server"), on: loop) { [unowned self] link in
            serverLinks.append(link)
            guard let greeting else { return hub.accept(link) }
            let greeted = Greeted(link, greeting)
            self.greeted = greeted
            hub.accept(greeted)
            // A link may forget once it has been accepted.
            greeted.greeting = Greeting()
        }
    }

    /// The server is gone and another one comes: nothing is left of the first but its address.
    func restart(after pause: Duration, _ options: HubOptions = HubOptions()) {
        listener?.close()
        for link in serverLinks { link.close(.lost) }
        serverLinks = []
        loop.run(for: pause)
        var chance = Randomness(Seed(rawValue: randomness.next()))
        let loop = loop
        hub = Hub(
            on: loop, .stock, OpenAuthenticator(rights: [.read, .publish, .request]),
            Surroundings(wall: { World.wall(loop) }, entropy: { chance.next() }), options)
        listen()
    }

    /// Cuts the latest connection as a network does.
    func cut() { serverLinks.last?.close(.lost) }

    func line(_ configure: (inout ClientSession.Options) -> Void = { _ in }) -> Line {
        var options = ClientSession.Options()
        configure(&options)
        var chance = Randomness(Seed(rawValue: randomness.next()))
        let (loop, transport) = (loop, transport)
        return Line(
            on: loop, .stock, Surroundings(wall: { World.wall(loop) }, entropy: { chance.next() }), options
        ) { done in
            transport.dial(Address(scheme: "loop", rest: "server"), on: loop, done: done)
        }
    }

    func peer() -> Peer { Peer(self) }

    /// One turn in which something is done, and all that follows from it.
    func turn(_ body: () -> Void) {
        body()
        loop.run(for: .milliseconds(1))
    }
}

func update(_ model: UInt16 = 0, tokens: UInt32) -> EnergyUpdate {
    var update = EnergyUpdate()
    update.model = model
    update.tokens = tokens
    return update
}

func piece(_ stream: UInt32, at: UInt64, _ text: String, final: Bool = false) -> TokenStream {
    var piece = TokenStream()
    piece.stream = stream
    piece.at = at
    piece.count = 1
    piece.text.storage = text
    piece.final = final
    return piece
}

func interference(_ event: UInt32) -> InterferenceEvent {
    var message = InterferenceEvent()
    message.event = event
    return message
}
