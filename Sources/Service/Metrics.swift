internal import FrameSources
internal import Lifeline
internal import LifelineCore
internal import LifelineSession

/// What `/metrics` says. Each metric is explained in docs/OPERATIONS.md.
struct Metrics {
    let report: Report
    let clockwork: Clockwork
    let stage: Stage
    let log: Log
    let watcher: ServiceLog
    let roundTrips: Histogram
    let uptime: Duration

    var text: String {
        var page = Exposition()
        connections(&page)
        messages(&page)
        frames(&page)
        sources(&page)
        process(&page)
        return page.text
    }

    private func connections(_ page: inout Exposition) {
        let counters = report.counters
        page.gauge("lifeline_connections", "Connections now.", Double(report.connections))
        page.gauge("lifeline_sessions", "Sessions of clients that are here or may come back.", Double(report.sessions))
        page.gauge("lifeline_slow_links", "Connections that do not keep up at the moment.", Double(report.slow))
        page.counter("lifeline_slow_links_total", "Times that a connection did not keep up.", counters.slowSpells)
        page.counter("lifeline_connections_total", "Connections taken.", counters.connections)
        page.counter("lifeline_sessions_resumed_total", "Sessions taken up again.", counters.sessionsResumed)
        page.counter(
            "lifeline_sessions_superseded_total", "Connections that a newer one of the same session replaced.",
            counters.sessionsSuperseded)
        page.counter(
            "lifeline_sessions_lapsed_total", "Sessions whose client did not come back in time.",
            counters.sessionsLapsed)
        page.counter("lifeline_unauthorized_total", "Clients without a valid token.", counters.unauthorized)
        page.counter("lifeline_bad_messages_total", "Messages that broke the protocol.", counters.badMessages)
        page.counter("lifeline_requests_total", "Requests.", counters.requests)
        page.counter(
            "lifeline_requests_repeated_total", "Requests that came again and were not done again.",
            counters.requestsRepeated)
        page.metric("lifeline_closes_total", "counter", "Connections that ended, by close code.")
        for (code, count) in watcher.closes.sorted(by: { $0.key < $1.key }) {
            page.sample("lifeline_closes_total", [("code", "\(code)")], Double(count))
        }
        page.metric("lifeline_faults_total", "counter", "What clients did wrong, by the name of the fault.")
        for (name, count) in watcher.faults.sorted(by: { $0.key.storage < $1.key.storage }) {
            page.sample("lifeline_faults_total", [("fault", name.storage)], Double(count))
        }
        page.histogram("lifeline_round_trip_seconds", "Round trips to clients, sampled once a second.", roundTrips)
    }

    private func messages(_ page: inout Exposition) {
        let counters = report.counters
        page.metric("lifeline_published_total", "counter", "Messages published, by channel and delivery class.")
        for (entry, published) in report.channels {
            page.sample("lifeline_published_total", labels(entry), Double(published))
        }
        page.metric(
            "lifeline_deliveries_total", "counter",
            "What became of messages on their way to subscribers: delivered, conflated (a newer one went instead), joined "
                + "(went as part of another), dropped (covered by a snapshot).")
        let deliveries = report.deliveries
        for (entry, _) in report.channels {
            let counts = deliveries[entry.handle] ?? DeliveryCounts()
            for (fate, count) in counts.byFate {
                page.sample("lifeline_deliveries_total", labels(entry) + [("fate", fate)], Double(count))
            }
        }
        page.metric("lifeline_queue_bytes", "gauge", "Bytes that wait for slow subscribers, by channel.")
        let owed = report.bytesOwed
        for (entry, _) in report.channels {
            page.sample("lifeline_queue_bytes", labels(entry), Double(owed[entry.handle] ?? 0))
        }
        page.counter(
            "lifeline_published_from_outside_total", "Messages that clients published.", counters.publishedFromOutside)
        page.counter("lifeline_encoded_total", "Messages encoded: each once per codec in use.", counters.encoded)
        page.metric("lifeline_encode_seconds_total", "counter", "Time in which published messages were encoded.")
        page.sample("lifeline_encode_seconds_total", [], counters.encodingTime.seconds)
        page.counter("lifeline_unsayable_total", "Messages that no codec can say.", counters.refusedByCodec)
        page.counter("lifeline_too_large_total", "Messages larger than message-max.", counters.tooLarge)
        page.counter(
            "lifeline_backlogs_replaced_total",
            "Times that a loop stood still, and went on from where the first stood.",
            counters.backlogsReplaced)
        page.counter("lifeline_records_total", "Data records sent.", counters.recordsSent)
        page.counter(
            "lifeline_records_shared_total", "Of these, those whose bytes another subscriber got too.",
            counters.recordsShared)
        page.counter("lifeline_control_total", "Control messages sent.", counters.controlSent)
        page.counter("lifeline_snapshots_total", "Snapshots made.", counters.snapshotsMade)
    }

    private func labels(_ entry: Catalogue.Entry) -> [(String, String)] {
        [("channel", entry.name.storage), ("class", entry.delivery.name.description)]
    }

    private func frames(_ page: inout Exposition) {
        page.counter("lifeline_frames_total", "Ticks kept.", clockwork.frames)
        page.counter("lifeline_frames_skipped_total", "Ticks that were missed, and not made up for.", clockwork.skipped)
        page.histogram("lifeline_frame_lateness_seconds", "How long after its time a tick came.", clockwork.lateness)
        page.histogram("lifeline_frame_source_seconds", "What the sources take of a tick.", clockwork.sourceTime)
        page.histogram("lifeline_frame_send_seconds", "What encoding and sending take of a tick.", clockwork.sendTime)
    }

    private func sources(_ page: inout Exposition) {
        page.metric("lifeline_source_total", "counter", "What sources have counted, by source and by what.")
        for (source, counts) in stage.counts.sorted(by: { $0.key.storage < $1.key.storage }) {
            for (what, count) in counts.sorted(by: { $0.key.storage < $1.key.storage }) {
                page.sample(
                    "lifeline_source_total", [("source", source.storage), ("what", what.storage)], Double(count))
            }
        }
    }

    private func process(_ page: inout Exposition) {
        page.counter("lifeline_log_lines_lost_total", "Log lines that nobody took in time.", log.lost)
        page.gauge("lifeline_uptime_seconds", "Since the start.", uptime.seconds)
        page.gauge("process_resident_memory_bytes", "Resident memory.", Double(ProcessFacts.residentBytes))
        page.gauge("process_open_fds", "Open descriptors.", Double(ProcessFacts.descriptors))
        page.metric("process_cpu_seconds_total", "counter", "Processor time of all threads.")
        page.sample("process_cpu_seconds_total", [], ProcessFacts.processorSeconds)
    }
}

extension DeliveryCounts {
    fileprivate var byFate: [(String, UInt64)] {
        [("delivered", delivered), ("conflated", conflated), ("joined", joined), ("dropped", dropped)]
    }
}
