import Glibc
import LifelineCore
import LifelineUV
import WebSocketTransport

/// The product's own transport, and nothing on top: `/echo` answers each message as it came, `/sub` subscribes, and a
/// message on `/pub` goes to every subscriber. No authentication: for loads on this machine only.
@main
struct Benchserver {
    static func main() {
        do {
            let options = try Options(CommandLine.arguments.dropFirst())
            signal(SIGTERM) { _ in _exit(0) }
            signal(SIGINT) { _ in _exit(0) }
            let loop = EventLoop(name: "benchserver")
            loop.post { serve(options, on: loop) }
            while true { pause() }
        } catch {
            fail("\(error)")
        }
    }

    static func serve(_ options: Options, on loop: EventLoop) {
        var transport = WebSocketTransport.Options()
        transport.limits.recordBytesMax = 16 << 20
        transport.limits.outboundBytesHardMax = 64 << 20
        transport.paths = ["/echo", "/sub", "/pub"]
        transport.requestsPendingMax = 20_000
        let broadcast = WebSocketBroadcast(on: loop)
        for address in options.addresses { listen(at: address, transport, broadcast, on: loop) }
    }

    private static func listen(
        at address: Address, _ transport: WebSocketTransport.Options, _ broadcast: WebSocketBroadcast,
        on loop: EventLoop
    ) {
        do throws(TransportError) {
            let listener = try WebSocketTransport(transport).listen(address, on: loop) { link in
                guard let link = link as? WebSocketLink else { return }
                switch link.greeting.path {
                case "/sub":
                    broadcast.add(link)
                    link.owner = Subscriber(link, broadcast)
                case "/pub": link.owner = Publisher(broadcast)
                default: link.owner = Echo(link)
                }
            }
            say("listening on \(listener.address)\n", to: STDOUT_FILENO)
            keep(listener)
        } catch {
            fail("\(error)")
        }
    }

    /// For the life of the process.
    private static func keep(_ listener: any Listener) { _ = Unmanaged.passRetained(listener as AnyObject) }

    private static func fail(_ words: String) -> Never {
        say("benchserver: \(words)\n", to: STDERR_FILENO)
        exit(2)
    }

    private static func say(_ words: String, to descriptor: Int32) {
        var words = words
        words.withUTF8 { _ = write(descriptor, $0.baseAddress, $0.count) }
    }
}

struct Options {
    private var port: UInt16 = 8145
    private var socket: String?

    var addresses: [Address] {
        [Address(scheme: "ws", rest: "//127.0.0.1:\(port)")] + (socket.map { [Address(scheme: "ws", rest: $0)] } ?? [])
    }

    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    init(_ arguments: ArraySlice<String>) throws {
        var rest = arguments
        while let flag = rest.popFirst() {
            switch flag {
            case "--port":
                guard let value = rest.popFirst(), let port = UInt16(value) else {
                    throw Fault(description: "--port takes a number up to 65535")
                }
                self.port = port
            case "--unix":
                guard let path = rest.popFirst(), path.hasPrefix("/") else {
                    throw Fault(description: "--unix takes the whole path of a socket, from / on")
                }
                socket = path
            default: throw Fault(description: "unknown flag \(flag); usage: benchserver [--port P] [--unix PATH]")
            }
        }
    }
}

/// Answers each message as it came.
final class Echo: LinkOwner {
    /// The link owns its owner and outlives every call it makes: no reference is counted per message.
    private let link: Unmanaged<WebSocketLink>
    init(_ link: WebSocketLink) { self.link = .passUnretained(link) }

    func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {
        link._withUnsafeGuaranteedRef { link in
            if link.send(copying: record, form) == .congested { link.pause() }
        }
    }
    func drained() { link._withUnsafeGuaranteedRef { $0.resume() } }
    func closed(_ close: Close) {}
}

final class Subscriber: LinkOwner {
    private unowned let link: WebSocketLink
    private let broadcast: WebSocketBroadcast
    init(_ link: WebSocketLink, _ broadcast: WebSocketBroadcast) {
        self.link = link
        self.broadcast = broadcast
    }

    func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {}
    func drained() {}
    func closed(_ close: Close) { broadcast.remove(link) }
}

final class Publisher: LinkOwner {
    private let broadcast: WebSocketBroadcast
    init(_ broadcast: WebSocketBroadcast) { self.broadcast = broadcast }

    func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) { broadcast.publish(record, form) }
    func drained() {}
    func closed(_ close: Close) {}
}
