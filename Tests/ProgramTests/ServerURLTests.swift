import LifelineCore
import Testing

@testable import lifeline

@Suite("A server's address, as people have it")
struct ServerURLTests {
    @Test(
        "is a page, a WebSocket, a Unix socket or its path; the token is taken out of it",
        arguments: [
            ("http://127.0.0.1:8145/?token=4f0c-1", "ws://127.0.0.1:8145/ws", "4f0c-1", "127.0.0.1:8145"),
            ("http://[::1]:8145/", "ws://[::1]:8145/ws", nil, "[::1]:8145"),
            ("http://localhost:8145", "ws://localhost:8145/ws", nil, "localhost:8145"),
            ("ws://127.0.0.1:1/ws?channels=a,b&token=a%2Fb", "ws://127.0.0.1:1/ws?channels=a,b", "a/b", "127.0.0.1:1"),
            ("ws:/run/a.sock:/ws", "ws:/run/a.sock:/ws", nil, nil),
            ("unix:/run/a.sock", "unix:/run/a.sock", nil, nil),
            ("/run/a.sock", "unix:/run/a.sock", nil, nil),
        ] as [(String, String, String?, String?)])
    func taken(text: String, address: String, token: String?, authority: String?) throws {
        let url = try #require(ServerURL(text))
        #expect(url.address.description == address)
        #expect(url.token?.storage == token)
        #expect(url.authority == authority)
    }

    @Test(
        "is none of these",
        arguments: [
            "", "nowhere", "127.0.0.1:8145", "https://127.0.0.1/", "wss://127.0.0.1/ws", "loop:x", "http:", "http://",
            "http://127.0.0.1/?token=a&token=b", "http://127.0.0.1/?token=%4", "http://127.0.0.1/?token=two%20words",
        ])
    func refused(text: String) { #expect(ServerURL(text) == nil) }
}
