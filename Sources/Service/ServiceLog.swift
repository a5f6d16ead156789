internal import FrameSources
internal import Lifeline
internal import LifelineCore
internal import LifelineSession

/// Writes down what happens at a hub: who came, who left and why, who was turned away. Never what they said.
final class ServiceLog: HubWatcher {
    private let log: Log
    private let loop: any Loop
    /// Connections that ended, by the code they ended with.
    private(set) var closes: [UInt16: UInt64] = [:]
    /// Faults of clients, by name.
    private(set) var faults: [Name: UInt64] = [:]
    /// Codes a peer may make up are counted together.
    private static let closesMax = 64

    init(_ log: Log, on loop: any Loop) {
        self.log = log
        self.loop = loop
    }

    func joined(_ guest: Guest) {
        log.write(line(.info, "client joined", guest))
    }

    func left(_ guest: Guest, _ close: Close) {
        let isNew = closes[close.code] == nil && closes.count >= ServiceLog.closesMax
        closes[isNew ? 0 : close.code, default: 0] &+= 1
        guard log.takes(.info) else { return }
        // Who never came in is no news: a health check, a port scan.
        let level = guest.identity == nil ? LogLevel.debug : .info
        log.write(
            line(level, "client left", guest).with("code", close.code)
                .with("after_ms", guest.connected.duration(to: loop.now)))
    }

    func faulted(_ guest: Guest, _ fault: ProtocolFault) {
        faults[fault.name, default: 0] &+= 1
        log.write(line(.warning, "client fault", guest).with("fault", fault.name).with("code", fault.code))
    }

    func slowed(_ guest: Guest, _ news: Slowness.News) {
        switch news {
        case .began(let waited): log.write(line(.warning, "client slow", guest).with("waited_ms", waited))
        case .ended(let lasted, let counts):
            log.write(
                line(.warning, "client no longer slow", guest).with("lasted_ms", lasted)
                    .with("conflated", counts.conflated).with("joined", counts.joined).with("dropped", counts.dropped))
        }
    }

    func noticed(_ notice: Notice) {
        log.write(LogLine(LogLevel(notice.level), "source").with("source", notice.source).with("says", notice.words))
    }

    private func line(_ level: LogLevel, _ event: StaticString, _ guest: Guest) -> LogLine {
        var line = LogLine(level, event).with("client", guest.number).with("peer", own: guest.peer.address)
        if let identity = guest.identity { line = line.with("identity", identity.name) }
        // A session's name is a key to it: its beginning is enough to tell it from others.
        if let session = guest.session { line = line.with("session", own: String(session.storage.prefix(8))) }
        if let trip = guest.roundTrip { line = line.with("rtt_ms", trip) }
        return line
    }
}

extension LogLevel {
    fileprivate init(_ level: Notice.Level) {
        switch level {
        case .debug: self = .debug
        case .info: self = .info
        case .warning: self = .warning
        case .error: self = .error
        }
    }
}
