import Conformance
import LifelineCore
import SocketTestKit
import Testing
import WebSocketTransport

/// Servers that are not what they should be, and how they end.
@Suite("Dialling WebSockets")
struct DiallingTests {
    /// A good answer to any key, from a server of ours.
    private func answer(to request: String, _ station: Station) -> [UInt8] {
        guard let socket = station.call() else { return [] }
        socket.send(request)
        return socket.receive(Caller.switched.count)
    }

    private func request(_ station: Station, key: String) -> String {
        Caller.upgrade(host: station.host).replacing(Caller.key, with: key)
    }

    @Test("A server that is cut off at any byte of its answer ends the dial once, with words or a link")
    func cuts() throws {
        let server = try #require(RawListener())
        let station = try serve()
        let world = webSocketWorld(.ipv4)
        let more: [UInt8] = [0x81, 2] + Array("hi".utf8)
        let whole = Caller.switched.count
        for count in 0...whole + more.count {
            var outcomes: [Result<any Link, TransportError>] = []
            var recorder: Recorder?
            world.ask {
                WebSocketTransport().dial(server.address, on: world.loop) { outcome in
                    outcomes.append(outcome)
                    guard case .success(let link) = outcome else { return }
                    recorder = Recorder(link)
                    link.owner = recorder
                }
            }
            server.serve { key in Array((answer(to: request(station, key: key), station) + more).prefix(count)) }
            #expect(world.run { !outcomes.isEmpty && recorder?.isClosed != false }, "cut after \(count) bytes")
            world.ask {
                #expect(outcomes.count == 1)
                #expect((recorder != nil) == (count >= whole), "cut after \(count) bytes")
                #expect(recorder?.closes ?? [.lost] == [.lost])
                #expect(recorder?.records.count ?? 0 == (count == whole + more.count ? 1 : 0))
                if let fault = outcomes[0].fault { #expect(!fault.detail.isEmpty && fault.operation == "connect") }
            }
        }
        #expect(world.end() == [])
    }

    @Test(
        "Each wrong answer has its reason",
        arguments: [
            ("HTTP/1.1 401 Unauthorized\r\n\r\n", TransportError.Reason.permission),
            ("HTTP/1.1 403 Forbidden\r\n\r\n", .permission), ("HTTP/1.1 404 Not Found\r\n\r\n", .refused),
            ("HTTP/1.1 200 OK\r\n\r\n", .refused), ("SSH-2.0-OpenSSH_9.2\r\n", .protocolMismatch),
            ("HTTP/1.1 101 Switching Protocols\r\n\r\n", .protocolMismatch),
            (String(decoding: Caller.switched, as: UTF8.self), .protocolMismatch),  // The right answer to another key.
        ])
    func reasons(answer: String, reason: TransportError.Reason) throws {
        let server = try #require(RawListener())
        let fault = server.dial(.init()) { server.serve { _ in Array(answer.utf8) } }
        #expect(fault?.reason == reason, "\(fault?.description ?? "no error")")
    }

    @Test(
        "A subprotocol that nobody offered, or an extension, is not agreed to",
        arguments: [
            "Sec-WebSocket-Protocol: other", "Sec-WebSocket-Extensions: permessage-deflate",
        ])
    func unasked(line: String) throws {
        let server = try #require(RawListener())
        let station = try serve()
        let fault = server.dial(.init()) {
            server.serve { key in
                Array(answer(to: request(station, key: key), station).dropLast(2)) + Array("\(line)\r\n\r\n".utf8)
            }
        }
        #expect(fault?.reason == .protocolMismatch)
    }

    @Test(
        "Addresses are refused in words",
        arguments: [
            "ws:", "ws:here", "ws://", "ws://127.0.0.1:port", "ws://127.0.0.1:65536", "ws://[::1", "ws://[::1]x",
            "ws://example.com:80", "ws:/run/x:ws", "ws://127.0.0.1:1/a b", "ws://127.0.0.1:1/\r\nX: y", "unix:/run/x",
        ])
    func addresses(text: String) throws {
        let world = webSocketWorld(.ipv4)
        let address = try #require(Address(text))
        var outcomes: [Result<any Link, TransportError>] = []
        world.ask { WebSocketTransport().dial(address, on: world.loop) { outcomes.append($0) } }
        #expect(world.run { !outcomes.isEmpty })
        let fault = world.ask { outcomes.first?.fault }
        #expect(fault?.reason == .badAddress, "\(fault?.description ?? "a link")")
        #expect(fault?.detail.isEmpty == false)
    }

    @Test("A loop that ends in the middle of the handshake ends the dial, too")
    func loopEnds() throws {
        let server = try #require(RawListener())
        let world = webSocketWorld(.ipv4)
        var outcomes: [Result<any Link, TransportError>] = []
        world.ask { WebSocketTransport().dial(server.address, on: world.loop) { outcomes.append($0) } }
        world.settle()
        #expect(world.end() == [])
        #expect(outcomes.count == 1 && outcomes.first?.fault?.reason == .cancelled)
    }
}
