import Lifeline
import LifelineCore
import LifelineSession
import LifelineUV
import Roster

/// A tap on one server: a line that nobody hears but through its records.
final class Watch: @unchecked Sendable {
    // Sendable: made before its loop knows of it, then touched there only.
    private let wish: WatchWish
    private let loop: EventLoop
    private let outlet: Outlet
    private let line: Line
    private let reader: TapReader
    private var statistics: WatchStatistics
    private var ticker: Ticker?
    private var shown = 0
    private var lostAt: Instant?
    private var wasOpen = false
    /// The channels that the server lets us hear.
    private var granted: Set<ChannelName> = []
    private var hasEnded = false

    init(_ wish: WatchWish, on loop: EventLoop, _ outlet: Outlet) throws(TransportError) {
        self.wish = wish
        self.loop = loop
        self.outlet = outlet
        line = try Line(to: wish.address, on: loop, .stock, wish.options)
        reader = TapReader(.stock)
        statistics = WatchStatistics(wish.address.description)
    }

    func start() {
        reader.heard = { [unowned self] in heard($0) }
        reader.complained = { StandardError.say("unreadable: \($0)") }
        line.tap = { [unowned self] record, form in
            guard !hasEnded else { return }
            statistics.recordHeard(record.count)
            reader.read(record, form)
        }
        line.granted = { [unowned self] grant in
            granted.insert(grant.name)
            reader.learn(grant.name, ChannelHandle(rawValue: grant.handle))
        }
        line.noticed = { [unowned self] message in noticed(message) }
        line.stateChanged = { [unowned self] state in changed(state) }
        if let seconds = wish.seconds {
            _ = loop.wake(at: loop.now.advanced(by: .seconds(seconds))) { [self] in end(wasOpen ? .done : .failed) }
        }
        if wish.isStatistics {
            statistics.began = loop.now
            ticker = Ticker(Metronome(hertz: 1, from: loop.now), on: loop) { [unowned self] _ in showStatistics() }
        }
        line.start()
    }

    /// There is room for output again.
    func release() { line.release() }

    func stop() {
        hasEnded = true
        ticker = nil
        line.stateChanged = nil
        line.close()
    }

    private func end(_ outcome: Outcome) {
        guard !hasEnded else { return }
        if wish.isStatistics, outcome == .done { showStatistics() }
        hasEnded = true
        outlet.end(outcome)
    }

    private func put(_ bytes: UnsafeRawBufferPointer) { if outlet.put(bytes) { line.hold() } }

    // MARK: What comes

    private func heard(_ message: borrowing TapReader.Heard) {
        guard wish.types.isEmpty || wish.types.contains(message.type), !hasEnded else { return }
        if let channels = wish.options.channels, message.channel != "system" || wish.types.isEmpty {
            guard channels.contains(where: { $0.description == message.channel }) else { return }
        }
        if wish.isStatistics {
            statistics.heard(message, clockOffset: line.session.clockOffset)
        } else {
            put(message.line)
        }
        shown += 1
        if shown == wish.count { end(.done) }
    }

    private func noticed(_ message: any Message) {
        switch message {
        case let lag as Lag: statistics.add(lag)
        case let event as ErrorEvent where !event.fatal:
            StandardError.say("the server complains: \(event.name): \(event.message)")
        default: break
        }
    }

    private func changed(_ state: ClientSession.State) {
        switch state {
        case .open:
            let since = lostAt.map { " after \(Prose.decimal($0.duration(to: loop.now).inSeconds)) s" }
            StandardError.say(wasOpen ? "connected again\(since ?? "")" : "connected to \(wish.address)")
            if wasOpen { statistics.reconnects += 1 }
            wasOpen = true
            lostAt = nil
            // In the next turn: then all that are granted are known.
            _ = loop.wake(at: loop.now) { [weak self] in self?.nameRefused() }
        case .retry where lostAt == nil:
            lostAt = loop.now
            let what = wasOpen ? "the connection is gone" : "no connection to \(wish.address)"
            StandardError.say("\(what): \(line.trouble ?? "the link ended"); dialling until it stands, Ctrl-C ends it")
        case .closed: refused()
        case .idle, .connecting, .retry: break
        }
    }

    private func nameRefused() {
        let usual = Roster.channelNames.joined(separator: ", ")
        for name in wish.options.channels ?? [] where !granted.contains(name) {
            StandardError.say("the server has no channel '\(name)' for us; the usual ones are \(usual)")
        }
    }

    private func refused() {
        let why = line.trouble ?? "it closed the connection"
        let hint = why.contains("token") ? "; give the whole address of its latest start, or --token" : ""
        StandardError.say("lifeline watch: the server at \(wish.address) refuses: \(why)\(hint)")
        end(.failed)
    }

    // MARK: Statistics

    private func showStatistics() {
        var text = statistics.page(
            at: loop.now, state: "\(line.session.state)", roundTrip: line.session.roundTrip,
            columns: StandardOutput.isTerminal ? StandardOutput.columns : nil)
        text.withUTF8 { put(UnsafeRawBufferPointer($0)) }
    }
}
