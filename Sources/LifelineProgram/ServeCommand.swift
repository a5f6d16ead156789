import Lifeline
import LifelineCore
import Service

/// `lifeline serve`: the server people start with one command.
struct ServeCommand: Command {
    static let name = "serve"
    static let summary = "serves an engine's frames to browsers and programs on this machine"

    private let options: ServiceOptions

    init(_ arguments: inout Arguments) throws(Misuse) {
        var options = ServiceOptions()
        if let path = try arguments.value("--config", "the path of a file with lines name = value") {
            do throws(SettingFault) {
                try ConfigFile.read(path, into: &options)
            } catch {
                throw arguments.misuse(error.words)
            }
        }
        for setting in Setting.all {
            let values = try arguments.values("--\(setting.name)", setting.wish)
            guard values.count < 2 || setting.isRepeatable else {
                throw arguments.misuse("--\(setting.name) is there \(values.count) times: say it once")
            }
            do throws(SettingFault) {
                for value in values { try setting.take(value, into: &options) }
            } catch {
                throw arguments.misuse("--\(error.words)")
            }
        }
        try arguments.finish()
        self.options = options
    }

    func run() -> Outcome {
        // Before any thread is there, so that all of them leave signals to this one.
        Signals.hold()
        let service: Service
        do throws(SettingFault) {
            service = try Service(options)
        } catch {
            StandardError.say("lifeline serve: \(error.words)")
            return .misused
        }
        do {
            greet(try Blocking.run { try await service.start() })
        } catch {
            StandardError.say("lifeline serve: \(advice(error))")
            return .misused
        }
        watch(service)
        Signals.release()
        Blocking.run { await service.stop() }
        return .done
    }

    /// What a newcomer needs, on standard output: the page last, where the eye is.
    private func greet(_ places: Service.Places) {
        var text = "Lifeline is up.\n\n"
        for address in places.addresses { text += "  \(address)\n" }
        if options.unix == nil, !places.addresses.contains(where: { $0.scheme == "unix" }) {
            text += "  no Unix socket: XDG_RUNTIME_DIR is not set, and no --unix names one\n"
        }
        if let file = places.tokenFile { text += "  token for programs: \(file)\n" }
        if options.sources.isEmpty {
            text += "\nNothing is streamed yet: try --source demo, or publish from outside.\n"
        }
        text += "\nOpen this page:\n\n    \(places.page)\n\nCtrl-C ends it.\n"
        _ = StandardOutput.print(text)
    }

    /// Until a signal comes; a line of status a second if somebody watches.
    private func watch(_ service: Service) {
        let shows = options.showsStatus && StandardError.redraws
        var earlier: Status?
        while !Signals.wait(seconds: 1) {
            guard shows else { continue }
            let status = Blocking.run { await service.status() }
            service.show(Prose.cut(status.line(since: earlier), StandardError.columns - 1))
            earlier = status
        }
        if shows { service.show("") }
    }

    private func advice(_ error: any Error) -> String {
        guard let error = error as? TransportError else { return "\(error)" }
        switch error.reason {
        case .addressInUse:
            return
                "\(error.address) is taken, perhaps by another lifeline: end that one, or choose with --port or --unix"
        case .permission: return "\(error.description); choose another place with --port or --unix"
        default: return error.description
        }
    }

    static let manual = Manual(
        lead: "lifeline serve streams what an engine does to browsers and programs on this machine, 60 times a second.",
        usage: "[--source SOURCE]… [--config FILE] [FLAGS]",
        text: [
            "It prints the address of a page that shows everything live; the token in it lets that browser in. Programs "
                + "connect over WebSocket at /ws or over the Unix socket, and read JSON unless they ask for energy frames. "
                + "Engines in any language publish over the Unix socket: JSON lines, no handshake.",
            "Ctrl-C, or SIGTERM, says goodbye to all clients, lets them read what waits, and exits 0; a second one leaves "
                + "at once. Logs go to standard error, payloads of text never.",
        ],
        flags: [
            Flag("--config", "FILE", of: .file, "lines of `name = value`, with the same names as the flags; flags win")
        ] + Setting.Group.allCases.flatMap { group in Setting.all.filter { $0.group == group }.map { Flag($0) } },
        examples: [
            "lifeline serve --source demo",
            "lifeline serve --source openai:http://127.0.0.1:11434/v1,llama3.2",
            "my-engine | lifeline serve --source stdin --log-format json",
        ],
        exits: "0 ended by a signal, 2 the command line is wrong or an address is taken.")
}

extension Flag {
    fileprivate init(_ setting: Setting) {
        let isPath = setting.value == "PATH" || setting.value == "FILE"
        let kind: Kind = setting.choices.isEmpty ? (isPath ? .file : .text) : .choice(setting.choices)
        self.init("--\(setting.name)", setting.value, of: kind, setting.help)
        group = setting.group.rawValue
    }
}
