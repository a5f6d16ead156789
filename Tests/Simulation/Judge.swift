internal import LifelineCore
internal import LifelineSimulation

/// Keeps the truth, the counts, and what broke a law.
public final class Judge {
    public private(set) var violations: [String] = []
    public private(set) var seen: [Rarity: Int] = [:]
    public private(set) var applied = 0
    let loop: SimLoop
    private var truths: [Place: Truth] = [:]
    /// How often each request took effect, and was answered.
    private var effects: [String: Int] = [:]
    private var answers: [String: Int] = [:]
    /// How much of what a client published on each connection was taken.
    private var publications: [UInt32: UInt32] = [:]

    struct Place: Hashable {
        var channel: ChannelName
        var epoch: UInt32
    }

    init(_ loop: SimLoop) { self.loop = loop }

    func truth(_ channel: ChannelName, _ epoch: UInt32) -> Truth {
        let place = Place(channel: channel, epoch: epoch)
        if let truth = truths[place] { return truth }
        let truth = Truth()
        truths[place] = truth
        return truth
    }

    func saw(_ rarity: Rarity, times: Int = 1) {
        if times > 0 { seen[rarity, default: 0] += times }
    }
    func tookIn() { applied += 1 }

    func expect(_ law: Bool, _ broken: @autoclosure () -> String) {
        guard !law, violations.count < 20 else { return }
        let milliseconds = loop.now.nanoseconds / 1_000_000
        violations.append("at \(milliseconds / 1000).\(milliseconds % 1000 + 1000) s: \(broken())")
    }

    func tookEffect(_ request: String) {
        effects[request, default: 0] += 1
        expect(effects[request] == 1, "request \(request) took effect \(effects[request] ?? 0) times")
    }

    /// What a client published: the connection, and below it the number.
    func took(_ publication: UInt32) {
        let (connection, number) = (publication >> 16, publication & 0xFFFF)
        let last = taken(of: connection)
        expect(number == last + 1, "connection \(connection): publication \(number) was taken after \(last)")
        publications[connection] = number
        saw(.publishedFromOutside)
    }

    func taken(of connection: UInt32) -> UInt32 { publications[connection] ?? 0 }

    func answered(_ request: String) {
        answers[request, default: 0] += 1
        expect(effects[request] == 1, "request \(request) was answered, its effect came \(effects[request] ?? 0) times")
    }
}

/// What must happen now and then, or the simulation proves nothing.
public enum Rarity: Int, CaseIterable, Sendable {
    case queueFull, resumed, resumeRefused, replayed, snapshotInterrupted, snapshotMidStream, windowFull, congested
    case superseded, supersededByOwnDial, epochChange, conflated, joined, delta, duplicate, heartbeatLost
    case requestRepeated, requestUnknown, sessionForgotten, helloTimeout, clockJump, slept, restarted, twin
    case severalLoops, resumedElsewhere, supersededElsewhere, backlogReplaced, publishedFromOutside

    /// Those that can be told from outside of the production hub.
    public static let ofHub = allCases.filter { ![.snapshotInterrupted, .duplicate].contains($0) }
    /// Those that the sessions alone come to.
    public static let ofModel = allCases.filter { $0.rawValue < severalLoops.rawValue }
}

/// A fault planted on purpose, to see that it is found.
public enum Plant: Sendable, CaseIterable {
    /// A client takes what it has seen already for new.
    case takesDuplicates
    /// A server leaves one message out now and then.
    case forgetsMessage
    /// A server does again what is asked again.
    case repeatsEffects
    /// A server resumes a position its log no longer holds.
    case promisesTooMuch
    /// A restarted server keeps its epochs, though it counts from 1.
    case keepsEpochs
    /// A client never gives up a silent server.
    case waitsForever
}
