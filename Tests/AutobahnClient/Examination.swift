import LifelineCore
import LifelineUV
import WebSocketTransport

/// One connection after the other: how many cases there are, each case, the report.
final class Examination {
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    private let transport: WebSocketTransport
    private let agent: String
    private let server: String
    private let loop: EventLoop
    private let done: (Result<Int, Fault>) -> Void
    private var cases = 0
    private var casesBegun = 0

    init(of agent: String, by server: String, on loop: EventLoop, _ done: @escaping (Result<Int, Fault>) -> Void) {
        var options = WebSocketTransport.Options()
        options.subprotocols = []
        // Section 9 goes up to 16 MiB.
        options.limits.recordBytesMax = 16 << 20
        options.limits.outboundBytesHardMax = 64 << 20
        transport = WebSocketTransport(options)
        self.agent = agent
        self.server = server
        self.loop = loop
        self.done = done
    }

    func begin() {
        dial("/getCaseCount") { _ in
            Count { [self] count in
                guard let count else { return fail("the server does not say how many cases it has") }
                cases = count
                goOn()
            }
        }
    }

    private func goOn() {
        guard casesBegun < cases else {
            return dial("/updateReports?agent=\(agent)") { link in
                Echo(link) { [self] in done(.success(cases)) }
            }
        }
        casesBegun += 1
        dial("/runCase?case=\(casesBegun)&agent=\(agent)") { link in
            Echo(link) { [self] in goOn() }
        }
    }

    private func dial(_ path: String, owner: @escaping (WebSocketLink) -> any LinkOwner) {
        guard let address = Address(server + path) else { return fail("\(server) is no address") }
        transport.dial(address, on: loop) { [self] result in
            switch result {
            case .success(let link as WebSocketLink): link.owner = owner(link)
            case .success: fail("not a WebSocket")
            case .failure(let error): fail("case \(casesBegun) of \(cases): \(error)")
            }
        }
    }

    private func fail(_ words: String) { done(.failure(Fault(description: words))) }
}
