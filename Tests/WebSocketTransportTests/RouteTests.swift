import LifelineCore
import LifelineUV
import SocketTestKit
import Testing
import WebSocketTransport

@Suite("Routes beside the WebSocket")
struct RouteTests {
    /// `/now` answers at once, `/later` two turns on, `/below/…` says its path, `/echo` gives a body back.
    private func station(_ road: Road = .ipv4) throws -> Station {
        let world = webSocketWorld(road)
        var routes = RouteTable()
        routes.add("/now") { _, respond in
            var response = HTTPResponse(.ok, "text/html", Array("<p>".utf8))
            response.headers = ["Cache-Control: no-store"]
            respond(response)
            respond(HTTPResponse(.internalError))
        }
        routes.add("/below/") { request, respond in respond(HTTPResponse(.ok, "text/plain", Array(request.path.utf8))) }
        routes.add("/echo") { request, respond in respond(HTTPResponse(.accepted, "text/plain", request.body)) }
        routes.add("/later") { [unowned world] _, respond in
            let loop = world.eventLoop
            _ = loop.wake(at: loop.now.advanced(by: .milliseconds(5))) {
                respond(HTTPResponse(.ok, "text/plain", Array("later".utf8)))
            }
        }
        routes.add("/large") { _, respond in
            respond(HTTPResponse(.ok, "text/plain", [UInt8](repeating: 0x78, count: 2_000_000)))
        }
        var options = WebSocketTransport.Options()
        options.routes = routes
        return try Station(world, WebSocketTransport(options))
    }

    private func get(_ station: Station, _ path: String, _ method: String = "GET", _ tail: String = "\r\n") -> Reply? {
        station.exchange("\(method) \(path) HTTP/1.1\r\nHost: \(station.host)\r\n\(tail)")
    }

    @Test("GET has a body, HEAD only says how long it would be", arguments: Road.allCases)
    func bodies(road: Road) throws {
        let station = try station(road)
        let page = try #require(get(station, "/now"))
        #expect(page.status == 200 && page.body == "<p>" && page.end == .orderly)
        for line in ["Content-Type: text/html", "Content-Length: 3", "Cache-Control: no-store", "Connection: close"] {
            #expect(page.head.contains("\r\n\(line)"))
        }
        let head = try #require(get(station, "/now", "HEAD"))
        #expect(head.head == page.head && head.body == "")
        #expect(get(station, "/below/a/b?c=d")?.body == "/below/a/b")
        #expect(get(station, "/below/a", "HEAD")?.body == "")
        #expect(get(station, "/now/not")?.status == 404)
        #expect(get(station, "/nothing", "HEAD")?.body == "")
    }

    @Test("A POST has the body it announced, in any pieces, and not a byte more")
    func posts() throws {
        let station = try station()
        let tail = "Content-Length: 5\r\n\r\nhello, and more"
        #expect(get(station, "/echo", "POST", tail)?.body == "hello")
        let request = "POST /echo HTTP/1.1\r\nHost: \(station.host)\r\n" + tail
        #expect(station.exchange(request, piece: 1)?.body == "hello")
        #expect(get(station, "/echo", "POST", "Content-Length: 0\r\n\r\n")?.status == 202)
        let large = String(repeating: "x", count: 65_536)
        #expect(get(station, "/echo", "POST", "Content-Length: 65536\r\n\r\n" + large)?.body == large)
    }

    @Test("An answer may take its time, also for a client that says no more")
    func later() throws {
        let station = try station()
        #expect(get(station, "/later")?.body == "later")
        let socket = try #require(station.call())
        socket.send("GET /later HTTP/1.1\r\nHost: \(station.host)\r\n\r\n")
        socket.shutdownWrite()
        #expect(Reply(socket.receiveAll().bytes, .orderly).body == "later")
        for _ in 0..<20 {  // Who is gone gets none, and harms nobody.
            let gone = try #require(station.call())
            gone.send("GET /later HTTP/1.1\r\nHost: \(station.host)\r\n\r\n")
            gone.reset()
        }
        #expect(get(station, "/later")?.body == "later")
    }

    @Test("A large answer arrives whole, though the client has more to say than anybody reads")
    func large() throws {
        let station = try station()
        let reply = try #require(get(station, "/large", "GET", "\r\n" + String(repeating: "x", count: 100_000)))
        #expect(reply.body.utf8.count == 2_000_000 && reply.end == .orderly)
    }
}
