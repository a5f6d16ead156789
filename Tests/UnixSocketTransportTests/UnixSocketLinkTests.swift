import Glibc
import LifelineCore
import SocketTestKit
import Testing
import UnixSocketTransport

/// Records as a stranger writes them: byte by byte over a plain socket.
@Suite("Unix socket records")
struct UnixSocketLinkTests {
    static func options(_ change: (inout UnixSocketTransport.Options) -> Void = { _ in }) -> UnixSocketTransport {
        var options = UnixSocketTransport.Options()
        change(&options)
        return UnixSocketTransport(options)
    }

    /// An energy frame of zeros.
    static func frame(_ count: Int, length: Int? = nil, layout: UInt8 = 1) -> [UInt8] {
        let length = length ?? count
        return [0xFB, layout, 0x20, 0] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
            + [UInt8](repeating: 0, count: count - 8)
    }

    @Test("Lines, frames, blank lines and carriage returns are told apart, in any split", arguments: [1, 2, 7, 1_000])
    func mixture(piece: Int) throws {
        let world = unixWorld()
        let station = try Station(world, UnixSocketLinkTests.options())
        let client = try #require(station.call())
        let stream =
            Array("{\"a\":1}\n\n \t\r\n[1,2]\r\n".utf8) + Self.frame(48) + Self.frame(56) + Array("\n{}\n".utf8)
        var rest = stream[...]
        while !rest.isEmpty {
            client.send(rest.prefix(piece))
            rest = rest.dropFirst(piece)
        }
        #expect(station.wait { $0.first?.records.count == 5 })
        let records = station.ask { $0[0].records }
        #expect(records.map(\.count) == [7, 6, 48, 56, 2])
        #expect(records[0] == Array("{\"a\":1}".utf8))
        #expect(records[2] == Self.frame(48))
    }

    @Test("A line gets its LF, a frame goes as it is, and both leave in one send")
    func written() throws {
        let world = unixWorld()
        let station = try Station(world, UnixSocketLinkTests.options()) { recorder in
            recorder.send(Array("{}".utf8))
            recorder.send(Self.frame(48), .binary)
            recorder.send(Array("[]".utf8))
        }
        let client = try #require(station.call())
        #expect(client.receiveSome() == Array("{}\n".utf8) + Self.frame(48) + Array("[]\n".utf8))
        #expect(station.ask { $0[0].link.peer.uid } == geteuid())
        #expect(station.ask { $0[0].link.greeting } == Greeting())
    }

    @Test("recordBytesMax holds to the byte, and is refused before the rest has come")
    func limit() throws {
        let world = unixWorld()
        let station = try Station(world, UnixSocketLinkTests.options { $0.limits.recordBytesMax = 104 })
        let line = Array("\"".utf8) + [UInt8](repeating: 0x78, count: 100) + Array("\"]".utf8)
        for (bytes, close) in [
            (Array("[".utf8) + line + Array("\n".utf8), nil), (Array("[ ".utf8) + line, Close.recordTooLarge),
            (Self.frame(104), nil), (Array(Self.frame(112).prefix(8)), .recordTooLarge),
        ] {
            station.forget()
            let client = try #require(station.call())
            client.send(bytes)
            if let close {
                #expect(client.receiveAll().bytes == [])
                client.close()
                #expect(station.wait { $0.first?.closes == [close] }, "\(bytes.count) bytes")
            } else {
                #expect(station.wait { $0.first?.records.count == 1 }, "\(bytes.count) bytes")
            }
        }
    }

    @Test(
        "What starts like no record is a protocol error, after the records before it",
        arguments: ["x", "GET / HTTP/1.1\r\n\r\n", "\"a\"", "\u{FEFF}{}", "\0"].map { Array($0.utf8) } + [
            frame(48, length: 47), frame(48, length: 40), frame(48, length: 0), frame(48, layout: 2),
        ])
    func strangers(start: [UInt8]) throws {
        let world = unixWorld()
        let station = try Station(world, UnixSocketLinkTests.options())
        let client = try #require(station.call())
        client.send(Array("{}\n".utf8) + start + Array("{}\n".utf8))
        #expect(client.receiveAll().bytes == [])
        client.close()
        #expect(station.wait { $0.first?.isClosed == true })
        #expect(station.ask { $0[0].closes.map(\.code) } == [Close.protocolError.code])
        #expect(station.ask { $0[0].records.count } == 1)
    }

    @Test("Who says no more still gets the answers; a line without its LF is no record")
    func halfClose() throws {
        let world = unixWorld()
        let station = try Station(world, UnixSocketLinkTests.options()) {
            $0.onReceived = { recorder, bytes, form in recorder.send(Array(bytes), form) }
        }
        let client = try #require(station.call())
        client.send("{}\n[1]\n{\"half\":")
        client.shutdownWrite()
        #expect(client.receiveAll().bytes == Array("{}\n[1]\n".utf8))
        #expect(station.wait { $0[0].closes == [.lost] })
        #expect(station.ask { $0[0].records.count } == 2)
    }

    @Test("A line of a megabyte that comes in drops is one record")
    func drops() throws {
        let world = unixWorld()
        let station = try Station(world, UnixSocketLinkTests.options())
        let client = try #require(station.call())
        let line = Array("[\"".utf8) + [UInt8](repeating: 0x78, count: 1_000_000) + Array("\"]".utf8)
        var rest = (line + Array("\n{}\n".utf8))[...]
        while !rest.isEmpty {
            client.send(rest.prefix(9_973))
            rest = rest.dropFirst(9_973)
        }
        #expect(station.wait { $0.first?.records.count == 2 })
        #expect(station.ask { $0[0].records[0] } == line)
    }

    @Test("A pause in the middle of a read keeps the rest, however often it comes")
    func pauses() throws {
        let world = unixWorld()
        let station = try Station(world, UnixSocketLinkTests.options()) {
            $0.onReceived = { recorder, _, _ in recorder.link.pause() }
        }
        let client = try #require(station.call())
        let lines = (0..<2_000).map { "[\($0)]" }
        client.send(lines.joined(separator: "\n") + "\n")
        client.shutdownWrite()
        for count in 1...lines.count {
            #expect(station.wait { $0.first?.records.count == count })
            station.ask { $0[0].link.resume() }
        }
        #expect(station.ask { $0[0].records } == lines.map { Array($0.utf8) })
        #expect(station.wait { $0[0].closes == [.lost] })
    }
}
