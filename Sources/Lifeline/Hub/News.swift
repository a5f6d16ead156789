internal import LifelineCore

/// What home has published since it last told.
struct News: Sendable {
    var publications: [Publication] = []
    /// What now stands for the past of `event` channels.
    var standing: [ChannelHandle: [any Message]] = [:]

    var isEmpty: Bool { publications.isEmpty && standing.isEmpty }
}
