import HTTPHead
import LifelineCore
import SocketTestKit
import Testing
import WebSocketTransport

@Suite("The WebSocket handshake over real sockets")
struct HandshakeTests {
    @Test("Frames in the same packet as the request arrive, in any split", arguments: [Int.max, 1, 3, 100])
    func samePacket(piece: Int) throws {
        let station = try serve()
        let socket = try #require(station.call())
        let request = Array(Caller.upgrade(host: station.host).utf8)
        var rest = (request + Caller.text("one") + Caller.frame(0x82, [0xFB, 2]) + Caller.text("three"))[...]
        while !rest.isEmpty {
            socket.send(rest.prefix(piece))
            rest = rest.dropFirst(piece)
        }
        #expect(socket.receive(Caller.switched.count) == Caller.switched)
        #expect(station.wait { $0.first?.records.count == 3 })
        #expect(station.ask { $0[0].records } == [Array("one".utf8), [0xFB, 2], Array("three".utf8)])
    }

    @Test("An owner that pauses or closes while it is given its link reads nothing of that packet")
    func pausedAtOnce() throws {
        for closes in [false, true] {
            let station = try serve(.ipv4, { _ in }) { recorder in
                if closes { recorder.link.close(.forbidden) } else { recorder.link.pause() }
            }
            let socket = try #require(station.call())
            socket.send(Array(Caller.upgrade(host: station.host).utf8) + Caller.text("one") + Caller.text("two"))
            #expect(socket.receive(Caller.switched.count) == Caller.switched)
            #expect(station.ask { $0[0].records.isEmpty })
            guard !closes else { continue }
            station.ask { $0[0].link.resume() }
            #expect(station.wait { $0[0].records.count == 2 })
        }
    }

    @Test(
        "The client's first subprotocol that is ours is chosen; of unknown ones the first is echoed",
        arguments: [
            ("lifeline.v1.energy", "lifeline.v1.energy", false),
            ("chat, lifeline.v1.energy, lifeline.v1.json", "lifeline.v1.energy", false),
            ("chat, superchat", "chat", true),
            (String(repeating: "x", count: 64), String(repeating: "x", count: 64), true),
        ])
    func subprotocols(offer: String, chosen: String, unknown: Bool) throws {
        var greeting: Greeting?
        let station = try serve(.ipv4, { _ in }) { greeting = $0.link.greeting }
        let socket = try #require(station.call())
        socket.send(Caller.upgrade(host: station.host, ["Sec-WebSocket-Protocol: \(offer)"]))
        let line = Array("Sec-WebSocket-Protocol: \(chosen)\r\n\r\n".utf8)
        let answer = socket.receive(Caller.switched.count - 2 + line.count)
        #expect(answer == Caller.switched.dropLast(2) + line)
        let heard = station.ask { _ in greeting }
        #expect(heard?.offersUnknown == unknown)
        #expect(heard?.subprotocol == (unknown ? nil : chosen))
    }

    @Test(
        "A subprotocol that is no short token gets 400 and no echo",
        arguments: [String(repeating: "x", count: 65), "é", "a b", "a;b", "\"chat\"", "chat, a\u{7F}b"])
    func badSubprotocol(offer: String) throws {
        let station = try serve()
        let reply = try #require(
            station.exchange(Caller.upgrade(host: station.host, ["Sec-WebSocket-Protocol: \(offer)"])))
        #expect(reply.status == 400 && !reply.head.contains("Sec-WebSocket"))
        #expect(station.ask { $0.isEmpty })
    }

    @Test("What the client says in its request is the greeting, until the link is taken")
    func greeting() throws {
        var greeting = Greeting()
        let station = try serve(
            .ipv4,
            {
                $0.token = TokenRule(.unlessUpgrade) { $0.elementsEqual("secret".utf8) ? Holder(number: 7) : nil }
                $0.paths = ["/ws", "/other"]
            }
        ) { greeting = $0.link.greeting }
        let socket = try #require(station.call())
        let path = "/other?channels=energy,council,NOT%20a%20channel&token=secret"
        socket.send(Caller.upgrade(host: station.host, path: path))
        #expect(socket.receive(Caller.switched.count) == Caller.switched)
        let heard = station.ask { _ in greeting }
        #expect(heard.path == "/other")
        #expect(heard.channels?.map(\.description) == ["energy", "council"])
        #expect(heard.holder == 7 && heard.subprotocol == nil && !heard.offersUnknown)
        #expect(station.ask { $0[0].link.greeting } == Greeting())
        #expect(Caller(station) != nil, "an upgrade may do without, and shows its token later")
        #expect(station.exchange(Caller.upgrade(host: station.host, path: "/ws?token=no"))?.status == 401)
    }

    @Test("The page that we serve may connect", arguments: Road.allCases)
    func ownPage(road: Road) throws {
        let station = try serve(road)
        let socket = try #require(station.call())
        socket.send(Caller.upgrade(host: station.host, ["Origin: http://\(station.host)"]))
        #expect(socket.receive(Caller.switched.count) == Caller.switched)
    }
}
