import LifelineCore
import SocketTestKit
import Testing
import WebSocketTransport

@Suite("Broadcast")
struct BroadcastTests {
    @Test("All who are there get every record once, in order, whatever else they are sent")
    func everybody() throws {
        let world = webSocketWorld(.ipv4)
        let broadcast = WebSocketBroadcast(on: world.loop)
        var links: [WebSocketLink] = []
        let station = try Station(world, WebSocketTransport()) { recorder in
            guard let link = recorder.link as? WebSocketLink else { return }
            broadcast.add(link)
            broadcast.add(link)
            links.append(link)
        }
        let callers = try (0..<4).map { _ in try #require(Caller(station)) }
        func publish(_ words: String, _ form: RecordForm = .text) {
            Array(words.utf8).withUnsafeBytes { broadcast.publish($0, form) }
        }
        station.ask {
            #expect(broadcast.count == 4)
            publish("one")
            publish("two", .binary)
            broadcast.remove(links[1])
            broadcast.remove(links[1])
            $0[0].send(Array("to you".utf8))
        }
        station.ask { _ in publish(String(repeating: "x", count: 100_000)) }
        station.ask { recorders in
            publish("last")
            recorders[2].link.close(.normal)
        }
        for (n, caller) in callers.enumerated() where n != 1 {
            let frames = (0..<(n == 0 ? 5 : n == 2 ? 4 : 4)).compactMap { _ in caller.receive() }
            let small = frames.filter { $0.payload.count < 100 }.map { String(decoding: $0.payload, as: UTF8.self) }
            // What is sent to one goes at once, what is sent to all when the turn ends.
            switch n {
            case 0: #expect(small == ["to you", "one", "two", "last"])
            case 2: #expect(small == ["one", "two", "\u{3}\u{FFFD}"], "a link that closed gets no more")
            default: #expect(small == ["one", "two", "last"])
            }
            #expect(frames.first { $0.payload == Array("two".utf8) }?.first == 0x82)
        }
        callers[1].socket.shutdownWrite()
        #expect(callers[1].socket.receiveAll().bytes == [], "who was removed in that turn gets nothing of it")
    }
}
