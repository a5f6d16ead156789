public import Lifeline
public import LifelineCore

/// What a service is told, by flags or by a file: each has a name in `Setting.all`, and a default here.
public struct ServiceOptions: Sendable {
    public enum Auth: Sendable, Hashable {
        /// Whoever is not our own user on a Unix socket shows a token.
        case token
        /// Everybody on this machine is let in, by explicit wish.
        case none
    }

    public var port: UInt16 = 8145
    public var binds = ["127.0.0.1", "::1"]
    /// Nil: `$XDG_RUNTIME_DIR/lifeline/lifeline.sock`, or none where there is no such folder. Empty: none.
    public var unix: String?
    /// More addresses, by scheme.
    public var listens: [Address] = []
    public var loops = 1
    public var auth = Auth.token
    /// A token of one's own instead of one per launch.
    public var token: Secret?
    public var origins: [String] = []
    public var hosts: [String] = []
    public var sources: [SourceChoice] = []
    /// Shown to engines that want a key.
    public var engineKey: Secret?
    public var hertz = 60
    public var seed: UInt64 = 1
    public var logLevel = LogLevel.info
    public var logForm = LogForm.text
    /// A line about how things are, once a second, if standard error is a terminal.
    public var showsStatus = true
    /// How long clients may take to read what waits when the service ends. Default 2 s.
    public var drain: Duration = .seconds(2)
    /// Prompts that may come in a second, and at once. Default 5 and 10.
    public var promptsPerSecond = 5
    public var promptsBurst = 10
    /// The longest prompt. Default 32 KiB.
    public var promptBytesMax = 32 << 10
    public var hub = HubOptions()

    public init() {}
}
