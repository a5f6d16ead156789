import LifelineCore
import SocketTestKit
import Testing
import WebSocketTransport

/// RFC 6455 on the wire: what must fail, fails with its code, and the connection ends.
@Suite("Frames over real sockets")
struct FrameTests {
    static let faults: [(String, UInt16, [UInt8])] = [
        ("not masked", 1002, Caller.frame(0x81, [0x61], key: nil)), ("reserved bit", 1002, Caller.frame(0xC1, [0x61])),
        ("reserved opcode 3", 1002, Caller.frame(0x83, [])), ("reserved opcode 11", 1002, Caller.frame(0x8B, [])),
        ("continuation of nothing", 1002, Caller.frame(0x80, [0x61])),
        ("message inside a message", 1002, Caller.frame(0x01, [0x61]) + Caller.frame(0x81, [0x61])),
        ("ping in fragments", 1002, Caller.frame(0x09, [])),
        ("ping of 126 bytes", 1002, Caller.frame(0x89, [UInt8](repeating: 0, count: 126))),
        ("length not minimal", 1002, [0x81, 0xFE, 0, 5, 1, 2, 3, 4, 0, 0, 0, 0, 0]),
        ("length with the top bit", 1002, [0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4]),
        ("close of one byte", 1002, Caller.frame(0x88, [3])), ("close with 1005", 1002, Caller.frame(0x88, [3, 0xED])),
        ("close with 999", 1002, Caller.frame(0x88, [3, 0xE7])),
        ("close without UTF-8", 1007, Caller.frame(0x88, [3, 0xE8, 0xFF])),
        ("text without UTF-8", 1007, Caller.frame(0x81, [0xC3, 0x28])),
        ("half a character", 1007, Caller.frame(0x01, [0xC3]) + Caller.frame(0x80, [])),
        ("a surrogate, early", 1007, Caller.frame(0x01, [0xED, 0xA0])),
        ("too large", 1009, Array(Caller.frame(0x82, [UInt8](repeating: 0, count: 1_001)).prefix(8))),
        ("too large in parts", 1009, Caller.frame(0x02, [UInt8](repeating: 0, count: 1_000)) + Caller.frame(0x00, [0])),
        ("nothing but fragments", 1008, Caller.frame(0x02, []) + (0..<300).flatMap { _ in Caller.frame(0x00, []) }),
    ]

    @Test("A broken frame is answered with its code", arguments: faults)
    func broken(name: String, code: UInt16, bytes: [UInt8]) throws {
        let station = try serve(.ipv4) { $0.limits.recordBytesMax = 1_000 }
        for splits in [false, true] where !(splits && bytes.count > 2_000) {
            station.forget()
            let caller = try #require(Caller(station))
            caller.socket.send(Caller.text("fine"))
            if splits { for byte in bytes { caller.socket.send([byte]) } } else { caller.socket.send(bytes) }
            #expect(caller.receiveClose() == code)
            #expect(caller.socket.receiveAll().bytes == [], "nothing follows a Close")
            caller.socket.close()
            #expect(station.wait { $0.first?.isClosed == true })
            #expect(station.ask { $0[0].records } == [Array("fine".utf8)])
            let expected = code == 1009 ? Close.recordTooLarge.code : code
            #expect(station.ask { $0[0].closes.map(\.code) } == [expected])
        }
    }

    @Test("Pings are answered in order, also between fragments, and a Close is returned")
    func manners() throws {
        let station = try serve()
        let caller = try #require(Caller(station))
        caller.socket.send(
            Caller.frame(0x89, [1]) + Caller.frame(0x01, Array("he".utf8)) + Caller.frame(0x89, [2])
                + Caller.frame(0x8A, [9]) + Caller.frame(0x80, Array("llo".utf8))
                + Caller.frame(0x88, [0x0F, 0xA0, 0x61]))
        for expected in [[0x8A, 1], [0x8A, 2], [0x88, 0x0F, 0xA0]] as [[UInt8]] {
            let frame = try #require(caller.receive())
            #expect([frame.first] + frame.payload == expected)
        }
        #expect(caller.socket.receiveAll().end == .orderly)
        caller.socket.close()
        #expect(station.wait { $0[0].closes == [Close(4000, "a")] })
        #expect(station.ask { $0[0].records } == [Array("hello".utf8)])
    }

    @Test("A ping is asked in two bytes, and its answer, or a ping of the peer, is a sign of life and no record")
    func signsOfLife() throws {
        let station = try serve()
        let caller = try #require(Caller(station))
        #expect(station.wait { $0.count == 1 })
        #expect(station.ask { $0[0].link.ping() })
        let ping = try #require(caller.receive())
        #expect(ping.first == 0x89 && ping.payload == [])
        #expect(station.ask { $0[0].signsOfLife } == 0)
        caller.socket.send(Caller.frame(0x8A, []) + Caller.frame(0x89, [7]))
        #expect(station.wait { $0[0].signsOfLife == 2 })
        #expect(station.ask { $0[0].records }.isEmpty)
    }

    @Test("recordBytesMax holds to the byte, whole and in fragments")
    func limit() throws {
        let station = try serve { $0.limits.recordBytesMax = 1_000 }
        let caller = try #require(Caller(station))
        let payload = [UInt8](repeating: 0xFB, count: 1_000)
        caller.socket.send(Caller.frame(0x82, payload))
        caller.socket.send(Caller.frame(0x02, Array(payload.prefix(999))) + Caller.frame(0x80, [0xFB]))
        #expect(station.wait { $0.first?.records == [payload, payload] })
        caller.socket.send(Caller.frame(0x82, payload + [0]))
        #expect(caller.receiveClose() == 1009)
    }

    @Test("Who says no more without a Close still gets the answers")
    func halfClose() throws {
        let station = try serve(.ipv4, { _ in }) {
            $0.onReceived = { recorder, bytes, form in recorder.send(Array(bytes), form) }
        }
        let caller = try #require(Caller(station))
        caller.socket.send(Caller.text("one") + Caller.text("two") + [0x81, 0x85, 1, 2])
        caller.socket.shutdownWrite()
        #expect(caller.receive()?.payload == Array("one".utf8))
        #expect(caller.receive()?.payload == Array("two".utf8))
        #expect(caller.receive() == nil)
        #expect(station.wait { $0[0].closes == [.lost] })
    }
}
