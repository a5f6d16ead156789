import HTTPHead
import LifelineCore
import SocketTestKit
import Testing
import WebSocketTransport

/// Requests that get no more than an answer. Every one of them also closes the connection.
@Suite("Requests over real sockets")
struct RequestTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var status: Int
        /// `HOST` stands for the right one.
        var request: String
        var testDescription: String { "\(status): \(request.prefix(60).replacing("\r\n", with: " ⏎ "))" }

        init(_ status: Int, _ first: String, _ lines: String..., host: String? = "HOST", body: String = "") {
            self.status = status
            let all = [first] + (host.map { ["Host: \($0)"] } ?? []) + lines
            request = all.joined(separator: "\r\n") + "\r\n\r\n" + body
        }

        static func upgrade(_ status: Int, _ change: (String) -> String) -> Case {
            var one = Case(status, "")
            one.request = change(Caller.upgrade(host: "HOST"))
            return one
        }
    }

    static let cases: [Case] =
        [
            Case(400, "NONSENSE"), Case(400, "GET / HTTP/1.1", " folded: line"), Case(400, "GET  / HTTP/1.1"),
            Case(400, "GET http://localhost/ HTTP/1.1"), Case(400, "GET / HTTP/1.1", host: nil),
            Case(400, "GET / HTTP/1.1", "Host: HOST"), Case(400, "POST / HTTP/1.1", "Content-Length: -1"),
            Case(400, "POST / HTTP/1.1", "Content-Length: 1", "Content-Length: 1"),
            Case(400, "GET / HTTP/1.1", "Content-Length: 4", body: "body"), Case(400, "GET / HTTP/1.1", "bad name: x"),
            Case(400, "GET / HTTP/1.1", "nul: \0"),
            .upgrade(400) { $0.replacing(Caller.key, with: "short") },
            .upgrade(400) { $0.replacing("Connection: Upgrade\r\n", with: "") },
            .upgrade(400) { $0.replacing("\r\n\r\n", with: "\r\nSec-WebSocket-Protocol: a b\r\n\r\n") },
            .upgrade(400) { $0.replacing("\r\n\r\n", with: "\r\nContent-Length: 5\r\n\r\nhello") },
            Case(403, "GET / HTTP/1.1", host: "evil.example"), Case(403, "GET / HTTP/1.1", host: "0.0.0.0:80"),
            Case(403, "GET / HTTP/1.1", host: "127.0.0.1:1"), Case(403, "GET / HTTP/1.1", host: "localhost.:80"),
            Case(403, "GET / HTTP/1.1", "Origin: http://evil.example"), Case(403, "GET / HTTP/1.1", "Origin: null"),
            Case(403, "GET / HTTP/1.1", "Origin: http://HOST", "Origin: http://HOST"),
            Case(403, "GET / HTTP/1.1", "Origin: http://HOST.evil.example"), Case(403, "GET / HTTP/1.1", "Origin: "),
            .upgrade(403) { $0.replacing("\r\n\r\n", with: "\r\nOrigin: https://evil.example\r\n\r\n") },
            .upgrade(403) { $0.replacing("Host: HOST", with: "Host: evil.example") },
            Case(404, "GET / HTTP/1.1"), Case(404, "GET /nothing?x=1 HTTP/1.1", "Origin: http://HOST"),
            Case(404, "POST /nothing HTTP/1.1", "Content-Length: 3", body: "abc"),
            .upgrade(404) { $0.replacing("/ws", with: "/elsewhere") },
            Case(405, "DELETE / HTTP/1.1"), Case(405, "OPTIONS /ws HTTP/1.1"),
            Case(413, "POST / HTTP/1.1", "Content-Length: 65537"),
            Case(413, "POST / HTTP/1.1", "Content-Length: 99999999999999999999999"),
            Case(426, "GET /ws HTTP/1.1"), .upgrade(426) { $0.replacing("Version: 13", with: "Version: 8") },
            Case(431, "GET / HTTP/1.1", "X: " + String(repeating: "x", count: 17_000)),
            Case(431, "GET /" + String(repeating: "x", count: 17_000) + " HTTP/1.1"),
            Case(431, "GET / HTTP/1.1", (0..<100).map { "X\($0): y" }.joined(separator: "\r\n")),
            Case(501, "POST / HTTP/1.1", "Transfer-Encoding: chunked", body: "0\r\n\r\n"),
            Case(505, "GET / HTTP/2.0"), Case(505, "GET / HTTP/1.2"),
        ]

    @Test("Each fault has its status, and the connection is closed after it", arguments: cases)
    func refused(one: Case) throws {
        let station = try serve()
        let request = one.request.replacing("HOST", with: station.host)
        // Whole, and in the smallest pieces if there are few of them.
        for piece in request.utf8.count < 400 ? [Int.max, 1] : [Int.max, 1_000] {
            let reply = try #require(station.exchange(request, piece: piece))
            #expect(reply.status == one.status, "\(reply.head)")
            #expect(reply.end == .orderly)
            #expect(reply.head.contains("Connection: close"))
            #expect(!reply.head.contains("evil"), "nothing of the request comes back")
        }
        #expect(station.ask { $0.isEmpty }, "a link was made")
    }

    @Test("The first request is the last: what follows it on the same connection is dropped")
    func single() throws {
        let station = try serve(.ipv4) {
            var routes = RouteTable()
            routes.add("/") { _, respond in respond(HTTPResponse(.ok, "text/plain", Array("one".utf8))) }
            $0.routes = routes
        }
        let request = "GET / HTTP/1.1\r\nHost: \(station.host)\r\n\r\n"
        let reply = try #require(station.exchange(request + request + Caller.upgrade(host: station.host)))
        #expect(reply.status == 200 && reply.body == "one" && reply.end == .orderly)
    }

    @Test(
        "A token is asked of everybody, and taken as query, bearer or cookie",
        arguments: [
            ("/x", "", 401), ("/x?token=wrong", "", 401), ("/x", "Authorization: Bearer wrong\r\n", 401),
            ("/x", "Cookie: lifeline=wrong\r\n", 401), ("/x?token=%zz", "", 400), ("/x?token=secret", "", 404),
            ("/x", "Authorization: Bearer secret\r\n", 404), ("/x", "Cookie: a=b; lifeline=secret\r\n", 404),
            ("/health", "", 404), ("/ws", "", 401), ("/ws?token=secret", "", 426),
        ])
    func tokens(path: String, line: String, status: Int) throws {
        let station = try serve(.ipv6) {
            $0.token = .launch(LaunchToken(Array("secret".utf8)), .always)
            $0.openPaths = ["/health"]
        }
        let reply = try #require(station.exchange("GET \(path) HTTP/1.1\r\nHost: \(station.host)\r\n\(line)\r\n"))
        #expect(reply.status == status && reply.end == .orderly, "\(reply.head)")
    }

    @Test("On a Unix socket the host is a bare name")
    func unixHost() throws {
        let station = try serve(.unix)
        for (host, status) in [("localhost", 404), ("127.0.0.1", 404), ("localhost:8145", 403), ("evil.example", 403)] {
            let reply = try #require(station.exchange("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n"))
            #expect(reply.status == status)
        }
    }
}
