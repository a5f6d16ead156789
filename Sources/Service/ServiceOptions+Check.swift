internal import Lifeline
internal import LifelineCore
internal import LifelineSession

extension ServiceOptions {
    /// Where others than this machine can connect, by setting.
    var open: [String] {
        func isOwn(_ host: Substring) -> Bool {
            host.hasPrefix("127.") || host == "localhost" || host == "::1" || host == "[::1]"
        }
        return binds.filter { !isOwn($0[...]) }.map { "bind \($0)" }
            + listens.filter { $0.host.map { !isOwn($0) } ?? false }.map { "listen \($0)" }
    }

    func check() throws(SettingFault) {
        if let open = open.first, auth == .none {
            throw SettingFault("\(open) lets others in: that needs auth token, not none")
        }
        guard hub.limits.queueBytesMax <= hub.log.bytesMax else {
            throw SettingFault("queue-max is more than log-max: what waits for a client waits in the log")
        }
        guard hub.profile.timeout > hub.profile.heartbeat else {
            throw SettingFault("timeout is not longer than heartbeat: every client would be called dead")
        }
        guard sources.filter({ $0 == .stdin }).count < 2 else { throw SettingFault("source stdin is there twice") }
    }
}
