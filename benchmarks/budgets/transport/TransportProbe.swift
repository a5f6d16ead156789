import Glibc
import LifelineCore
import LifelineUV
import UnixSocketTransport
import WebSocketTransport

// transportprobe
//
// A server of WebSockets and of a Unix socket on the main thread, and as its client a process of its own, which callgrind does not follow. Marks
// and lines are those of budgetprobe. An operation is one message echoed, or one delivered to one subscriber, with
// everything from libuv's poll to its send in it.

struct Load: Sendable {
    let name: String
    /// Of the WebSocket; empty for a Unix socket.
    let path: String
    /// Messages the client sends before it waits for what they bring.
    let depth: Int
    let subscribers: Int

    static let all = [
        Load(name: "ws-echo-depth-16", path: "/echo", depth: 16, subscribers: 0),
        Load(name: "ws-echo-depth-1", path: "/echo", depth: 1, subscribers: 0),
        Load(name: "ws-fanout-32", path: "/pub", depth: 1, subscribers: 32),
        Load(name: "unix-echo-depth-16", path: "", depth: 16, subscribers: 0),
    ]

    /// Messages of the client in the small runs and in the large one.
    var few: Int { 16 * 20 }
    var many: Int { 16 * 120 }
    var perMessage: Int { max(subscribers, 1) }
}

@main
struct TransportProbe {
    static func main() {
        if CommandLine.arguments.count == 4, CommandLine.arguments[1] == "client",
            let port = UInt16(CommandLine.arguments[2])
        {
            return ProbeClient(port: port, socketPath: CommandLine.arguments[3]).run()
        }
        EventLoop.run(name: "transportprobe") { loop in
            let probe = Probe(on: loop)
            do throws(TransportError) {
                try probe.listen()
            } catch {
                print("transportprobe: \(error)")
                exit(1)
            }
        }
    }
}

/// Counts what its links carry, and marks where one run ends and the next begins.
final class Probe {
    private let loop: EventLoop
    let broadcast: WebSocketBroadcast
    private var listeners: [any Listener] = []
    private var socketPath = ""
    private var load = 0
    private var step = 0
    private var count = 0

    init(on loop: EventLoop) {
        self.loop = loop
        broadcast = WebSocketBroadcast(on: loop)
    }

    func listen() throws(TransportError) {
        var options = WebSocketTransport.Options()
        options.paths = ["/echo", "/sub", "/pub"]
        let listener = try WebSocketTransport(options).listen(
            Address(scheme: "ws", rest: "//127.0.0.1:0"), on: loop
        ) { link in
            guard let link = link as? WebSocketLink else { return }
            if link.greeting.path == "/sub" { self.broadcast.add(link) }
            link.owner = ProbeOwner(link, self, echoes: link.greeting.path == "/echo")
        }
        let unixAddress = Address(scheme: "unix", rest: "/tmp/transportprobe-\(getpid())/socket")
        let unixListener = try UnixSocketTransport().listen(unixAddress, on: loop) { link in
            guard let link = link as? UnixSocketLink else { return }
            link.owner = ProbeOwner(link, self, echoes: true)
        }
        listeners = [listener, unixListener]
        socketPath = unixAddress.rest
        spawnClient(port: listener.address.rest.split(separator: ":").last?.prefix { $0.isNumber } ?? "0")
    }

    /// One message of the client has been answered.
    func answered() {
        count += 1
        guard count == (step == 2 ? Load.all[load].many : Load.all[load].few) else { return }
        count = 0
        budgetMark()
        step += 1
        guard step == 3 else { return }
        let done = Load.all[load]
        print(done.name, done.few * done.perMessage, done.many * done.perMessage)
        step = 0
        load += 1
        guard load == Load.all.count else { return }
        for listener in listeners { listener.close() }
        rmdir(String(socketPath.dropLast("/socket".count)))
        exit(0)
    }

    private func spawnClient(port: Substring) {
        var pid: pid_t = 0
        var arguments: [UnsafeMutablePointer<CChar>?] = [
            strdup("transportprobe"), strdup("client"), strdup(String(port)), strdup(socketPath), nil,
        ]
        guard posix_spawn(&pid, CommandLine.arguments[0], nil, nil, &arguments, environ) == 0 else {
            print("transportprobe: the client does not start")
            exit(1)
        }
    }
}

final class ProbeOwner<Carrier: Link>: LinkOwner {
    /// The link owns its owner: no reference is counted per message.
    private let link: Unmanaged<Carrier>
    private let probe: Probe
    private let echoes: Bool

    init(_ link: Carrier, _ probe: Probe, echoes: Bool) {
        self.link = .passUnretained(link)
        self.probe = probe
        self.echoes = echoes
    }

    func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {
        if echoes {
            _ = link._withUnsafeGuaranteedRef { $0.send(copying: record, form) }
        } else {
            probe.broadcast.publish(record, form)
        }
        probe.answered()
    }
    func drained() {}
    func closed(_ close: Close) {}
}

/// Callgrind writes down its counts when this returns.
@inline(never) @_cdecl("budget_mark")
func budgetMark() { marks &+= 1 }
nonisolated(unsafe) var marks = 0
