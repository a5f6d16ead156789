internal import FrameSources
internal import Lifeline
internal import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// What of a service lives on its loop.
final class ServiceCore: @unchecked Sendable {
    // Sendable: made on one thread, and from `start` on touched on the loop only.
    let options: ServiceOptions
    let token: Secret?
    let log: Log
    private(set) var isReady = false
    private var parts: Parts?
    private var roundTrips = Histogram.seconds
    private var prompts: TokenBucket?
    private var sampler: Ticker?
    private var frameLog = FrameLog()
    /// Set before anything else happens.
    weak var server: Server?

    /// What there is once the loop has started.
    private struct Parts {
        let hub: Hub
        let watcher: ServiceLog
        let stage: Stage
        let ensemble: Ensemble
        let clockwork: Clockwork
        let started: Instant
    }

    init(_ options: ServiceOptions, _ token: Secret?, _ log: Log) {
        self.options = options
        self.token = token
        self.log = log
    }

    private var running: Parts {
        guard let parts else { preconditionFailure("the service has not started: call start first") }
        return parts
    }

    var ensemble: Ensemble { running.ensemble }

    /// On the loop, once.
    func start(_ hub: Hub) {
        let watcher = ServiceLog(log, on: hub.loop)
        hub.attach(watcher)
        let stage = Stage(hub, hertz: options.hertz, seed: options.seed, .system) { watcher.noticed($0) }
        let ensemble = Ensemble(stage, options.sources.map { $0.make(key: options.engineKey) })
        parts = Parts(
            hub: hub, watcher: watcher, stage: stage, ensemble: ensemble,
            clockwork: Clockwork(hub, ensemble, hertz: options.hertz), started: hub.loop.now)
        prompts = TokenBucket(
            burst: options.promptsBurst, perSecond: Double(options.promptsPerSecond), at: hub.loop.now)
        sampler = Ticker(Metronome(hertz: 1, from: hub.loop.now), on: hub.loop) { [unowned self] _ in sample() }
        var startup = StartupComplete()
        startup.model = "none"
        startup.tier = .mid
        startup.version = Service.version
        startup.state = "ready"
        ensemble.start(startup)
        isReady = true
    }

    func stop() {
        isReady = false
        parts?.ensemble.stop()
        parts?.clockwork.stop()
        sampler = nil
    }

    func mayPrompt() -> Bool { prompts?.take(at: running.hub.loop.now) ?? false }

    // MARK: How it is

    /// On the loop.
    func metrics(_ report: Report) -> String {
        Metrics(
            report: report, clockwork: running.clockwork, stage: running.stage, log: log, watcher: running.watcher,
            roundTrips: roundTrips, uptime: running.started.duration(to: running.hub.loop.now)
        ).text
    }

    /// Calls `body` on the home loop with what all hubs count; not at all if the server has ended.
    func report(_ body: @escaping @Sendable (Report) -> Void) {
        guard let server else { return }
        Task {
            let report = await Report.of(server)
            server.loop.post { body(report) }
        }
    }

    private func sample() {
        guard let server else { return }
        Task {
            let glance = await Glance.at(server)
            server.loop.post { [self] in look(glance) }
        }
    }

    private func look(_ glance: Glance) {
        for trip in glance.roundTrips { roundTrips.add(trip) }
        let clockwork = running.clockwork
        frameLog.tell(
            FrameLog.Count(
                at: running.hub.loop.now, frames: clockwork.frames, skipped: clockwork.skipped,
                published: glance.published, records: glance.records, clients: glance.connections),
            to: log)
    }

    func status(_ report: Report) -> Status {
        let (hub, clockwork) = (running.hub, running.clockwork)
        return Status(
            at: hub.loop.now, clients: report.connections, slow: report.slow, frames: clockwork.frames,
            skipped: clockwork.skipped, published: report.counters.published, records: report.counters.recordsSent,
            delivery: report.delivery,
            lateness: clockwork.lateness.quantile(0.99), roundTrip: report.roundTrips.max(),
            residentBytes: ProcessFacts.residentBytes)
    }
}
