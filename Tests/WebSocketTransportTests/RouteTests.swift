import HTTPHead
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

    @Test("Whoever reads HTML is told in a page that the token is wrong; everybody else in plain words")
    func strangers() throws {
        var options = WebSocketTransport.Options()
        options.token = .launch(LaunchToken(Array("secret".utf8)), .always)
        var routes = RouteTable()
        routes.unauthorized = HTTPResponse(.unauthorized, "text/html", Array("<p>No.".utf8))
        options.routes = routes
        let station = try Station(webSocketWorld(.ipv4), WebSocketTransport(options))
        for accept in ["text/html", "text/html,application/xml;q=0.9,*/*;q=0.8", "image/png, Text/HTML"] {
            let page = try #require(get(station, "/?token=wrong", "GET", "Accept: \(accept)\r\n\r\n"))
            #expect(page.head.hasPrefix("HTTP/1.1 401 Unauthorized") && page.body == "<p>No." && page.end == .orderly)
        }
        #expect(get(station, "/", "HEAD", "Accept: text/html\r\n\r\n")?.body == "")
        for line in ["", "Accept: */*\r\n", "Accept: text/*\r\n", "Accept: text/html5\r\n", "X: text/html\r\n"] {
            let words = try #require(get(station, "/?token=wrong", "GET", line + "\r\n"))
            #expect(words.status == 401 && words.head.contains("text/plain") && words.body.contains("token"))
        }
        let other = try #require(get(station, "/?token=secret", "GET", "Accept: text/html\r\n\r\n"))
        #expect(other.status == 404 && other.head.contains("text/plain"))
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
