internal import HTTPHead
internal import LifelineCore

extension Setting {
    /// Every setting, in the order in which help shows them.
    public static let all: [Setting] = addresses + access + engine + output + limits

    private static let addresses: [Setting] = [
        .number(
            "port", .addresses, "TCP port of the page and of WebSockets at /ws; 0 takes a free one", 0...65535, \.port),
        Setting(
            "bind", "ADDRESS", .addresses, "numeric address to listen at, instead of 127.0.0.1 and ::1",
            isRepeatable: true
        ) { options, value in
            if options.binds == ServiceOptions().binds { options.binds = [] }
            options.binds.append(value)
        },
        Setting("unix", "PATH", .addresses, "Unix socket; 'none' for none ($XDG_RUNTIME_DIR/lifeline/lifeline.sock)") {
            options, value throws(SettingFault) in
            guard value == "none" || value.hasPrefix("/") else { throw SettingFault("use a path from /, or none") }
            options.unix = value == "none" ? "" : value
        },
        Setting(
            "listen", "ADDRESS", .addresses, "one more address, as in ws://127.0.0.1:9000/ws or unix:/run/a/b",
            isRepeatable: true
        ) {
            options, value throws(SettingFault) in
            guard let address = Address(value) else {
                throw SettingFault("use scheme:rest, as in ws://127.0.0.1:9000/ws")
            }
            options.listens.append(address)
        },
        .number("loops", .addresses, "event loops, each with a thread of its own", 1...64, \.loops),
    ]

    private static let access: [Setting] = [
        Setting(
            "auth", "HOW", .access, "token: who is not our own user shows one; none: everybody is let in",
            choices: ["token", "none"]
        ) {
            options, value throws(SettingFault) in
            switch value {
            case "token": options.auth = .token
            case "none": options.auth = .none
            default: throw SettingFault("use token or none")
            }
        },
        Setting(
            "token", "TOKEN", .access, "this token instead of a new one per launch; better in a file than in a command",
            isSecret: true
        ) {
            options, value throws(SettingFault) in
            guard let token = Secret(value), value.utf8.count >= 16 else {
                throw SettingFault("use at least 16 of A–Z a–z 0–9 . _ : / + @ = -")
            }
            options.token = token
        },
        Setting(
            "origin", "ORIGIN", .access, "one more page that may connect, as in http://localhost:5173",
            isRepeatable: true
        ) {
            options, value throws(SettingFault) in
            guard Origin(value) != nil else { throw SettingFault("use scheme://host:port, without a path") }
            options.origins.append(value)
        },
        Setting(
            "host", "HOST", .access, "one more name that the Host header may have, as in box.lan:8145",
            isRepeatable: true
        ) {
            options, value throws(SettingFault) in
            guard Authority(naming: value) != nil else { throw SettingFault("use host:port") }
            options.hosts.append(value)
        },
    ]

    private static let engine: [Setting] = [
        Setting(
            "source", "SOURCE", .engine,
            "demo, stdin, or openai:URL,MODEL[,MODEL…] as in openai:http://127.0.0.1:11434/v1,llama3.2",
            choices: ["demo", "stdin", "openai:"], isRepeatable: true
        ) {
            options, value throws(SettingFault) in
            options.sources.append(try SourceChoice(value))
        },
        Setting(
            "engine-key", "KEY", .engine, "shown to an engine that wants a key; better in a file than in a command",
            isSecret: true
        ) {
            options, value throws(SettingFault) in
            guard let key = Secret(value) else {
                throw SettingFault("use at most 4,096 of A–Z a–z 0–9 . _ : / + @ = -")
            }
            options.engineKey = key
        },
        .number("hz", .engine, "ticks a second", 1...1000, \.hertz),
        .number("seed", .engine, "another number, another story of the demo", 0...UInt64.max, \.seed),
        .number("prompts-per-second", .engine, "prompts taken in a second", 1...1000, \.promptsPerSecond),
        .number("prompts-burst", .engine, "prompts taken at once", 1...1000, \.promptsBurst),
        .bytes("prompt-max", "the longest prompt", 1...(60 << 10), \.promptBytesMax),
    ]

    private static let output: [Setting] = [
        Setting(
            "log-level", "LEVEL", .output, "the least that is logged",
            choices: LogLevel.allCases.map { $0.name.description }
        ) {
            options, value throws(SettingFault) in
            guard let level = LogLevel.allCases.first(where: { $0.name.description == value }) else {
                throw SettingFault("use debug, info, warning, error or silent")
            }
            options.logLevel = level
        },
        Setting(
            "log-format", "FORM", .output, "text for people, json for machines: one object a line",
            choices: ["text", "json"]
        ) {
            options, value throws(SettingFault) in
            guard ["text", "json"].contains(value) else { throw SettingFault("use text or json") }
            options.logForm = value == "json" ? .json : .text
        },
        Setting(
            "status", "YES", .output, "a line a second about how things are, on a terminal", choices: ["yes", "no"]
        ) {
            options, value throws(SettingFault) in
            guard ["yes", "no"].contains(value) else { throw SettingFault("use yes or no") }
            options.showsStatus = value == "yes"
        },
        .time(
            "drain", .output, "how long clients may take to read what waits when the service ends", 0...60_000, \.drain),
    ]
}
