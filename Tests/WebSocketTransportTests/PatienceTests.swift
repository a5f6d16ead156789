import LifelineCore
import SocketTestKit
import Testing
import WebSocketTransport

/// Those who keep us waiting for their request.
@Suite("Slow requests")
struct PatienceTests {
    private static let patience = Duration.milliseconds(120)

    @Test(
        "Who has not finished its request when the patience ends is cut off, however busy it looks",
        arguments: ["", "GET / HT", "POST /x HTTP/1.1\r\nHost: HOST\r\nContent-Length: 100\r\n\r\nbody"])
    func slow(beginning: String) throws {
        let station = try serve { $0.requestPatience = PatienceTests.patience }
        let fine = try #require(Caller(station))
        let socket = try #require(station.call())
        let clock = ContinuousClock()
        let start = clock.now
        socket.send(beginning.replacing("HOST", with: station.host))
        // One byte after the other: each is progress, none is enough.
        while start.duration(to: clock.now) < PatienceTests.patience * 2, socket.send("x") {
            _ = station.world.run(for: .milliseconds(10)) { false }
        }
        _ = socket.receiveAll()
        let lasted = start.duration(to: clock.now)
        #expect(lasted > PatienceTests.patience * 0.9 && lasted < .seconds(2), "cut after \(lasted)")
        fine.socket.send(Caller.text("still here"))
        #expect(station.wait { $0[0].records.count == 1 })
    }

    @Test("When too many dither, the one that has dithered longest goes")
    func crowd() throws {
        let station = try serve { $0.requestsPendingMax = 8 }
        let first = try (0..<8).map { _ in try #require(station.call()) }
        // Nobody is sent away while there is room: the ninth is one too many.
        for socket in first { socket.send("GET ") }
        let ninth = try #require(station.call())
        #expect(first[0].receiveAll().end != .silence)
        let more = try (0..<3).map { _ in try #require(station.call()) }
        for socket in first[1...3] { #expect(socket.receiveAll().end != .silence) }
        for socket in first[4...] + [ninth] + more {
            socket.send(socket.descriptor == ninth.descriptor || more.contains { $0 === socket } ? "GET " : "")
            socket.send("/none HTTP/1.1\r\nHost: \(station.host)\r\n\r\n")
            #expect(Reply(socket.receiveAll().bytes, .orderly).status == 404)
        }
    }

    @Test("A dialled server that takes the call and says nothing is given up")
    func silentServer() throws {
        let deaf = try #require(RawListener())
        var options = WebSocketTransport.Options()
        options.dialPatience = PatienceTests.patience
        let error = deaf.dial(options)
        #expect(error?.reason == .timeout)
        #expect(error?.detail.isEmpty == false)
    }
}
