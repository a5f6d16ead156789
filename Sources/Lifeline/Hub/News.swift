internal import LifelineCore
internal import LifelineSession

/// What home has published since it last told.
struct News: Sendable {
    var publications: [Publication] = []
    /// What now stands for the past of `event` channels.
    var standing: [ChannelHandle: [any Message]] = [:]

    var isEmpty: Bool { publications.isEmpty && standing.isEmpty }
    var bytes: Int { publications.reduce(0) { $0 &+ $1.bytes } }
}

/// All channels as they stand at home.
struct Standing: Sendable {
    let logs: ChannelLogs<Publication>
    let texts: [ChannelHandle: StreamTexts]
    let events: [ChannelHandle: [any Message]]
}

/// What a hub has still to take: first the channels as they stood when it had fallen too far behind, if it had, then what
/// came since.
///
/// A loop may stand still for as long as it likes: once more waits for it than a log keeps, the logs take its place.
struct Backlog: Sendable {
    private(set) var standing: Standing?
    private(set) var news: [News] = []
    private var messages = 0
    private var bytes = 0
    private let limits: LogLimits

    init(_ limits: LogLimits) { self.limits = limits }

    var isEmpty: Bool { standing == nil && news.isEmpty }

    /// `standing` is asked for only if `latest`, which it covers, is one too many.
    mutating func append(_ latest: News, _ standing: () -> Standing) {
        messages &+= latest.publications.count
        bytes &+= latest.bytes
        guard messages > limits.entriesMax || bytes > limits.bytesMax else { return news.append(latest) }
        self = Backlog(limits)
        self.standing = standing()
    }

    /// All of it; nothing is left.
    mutating func take() -> Backlog {
        defer { self = Backlog(limits) }
        return self
    }
}
