import Testing

@testable import HTTPHead

@Suite("The gatekeeper")
struct GatekeeperTests {
    let secret = "0123456789abcdef"
    var gate: Gatekeeper { Gatekeeper(port: 8145, token: .launch(LaunchToken(Array(secret.utf8)))) }

    /// What became of a request, without the parts that have no equality.
    enum Outcome: Equatable {
        case upgrade(holder: Holder?, chosen: Int?)
        case plain(holder: Holder?)
        case refused(HTTPRefusal)
    }

    func judge(_ text: String, _ gate: Gatekeeper? = nil) throws -> Outcome {
        switch (gate ?? self.gate).judge(try head(text)) {
        case .upgrade(let upgrade): .upgrade(holder: upgrade.holder, chosen: upgrade.subprotocols.chosen)
        case .plain(let holder): .plain(holder: holder)
        case .refused(let refusal): .refused(refusal)
        }
    }

    func upgrade(
        host: String = "localhost:8145", path: String = "/ws", _ extra: String = "", version: String = "13",
        key: String = "dGhlIHNhbXBsZSBub25jZQ=="
    ) -> String {
        "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: \(version)\r\nSec-WebSocket-Key: \(key)\r\n\(extra)\r\n"
    }

    @Test(
        "Our names with our port come in",
        arguments: ["localhost:8145", "127.0.0.1:8145", "[::1]:8145", "LocalHost:8145"])
    func hosts(host: String) throws {
        #expect(try judge(upgrade(host: host)) == .upgrade(holder: nil, chosen: nil))
    }

    @Test(
        "Every other Host is 403, whatever is asked for",
        arguments: [
            "localhost", "localhost:8146", "localhost:08145", "localhost:8145x", "localhost.:8145", "localhost:8145.",
            "127.0.0.1",
            "127.0.0.1:80", "127.0.0.1:8145:8145", "127.1:8145", "0.0.0.0:8145", "0:8145", "[::]:8145", "[::1]",
            "::1:8145",
            "[0:0:0:0:0:0:0:1]:8145", "evil.example:8145", "localhost.evil.example:8145", "127.0.0.1.nip.io:8145",
            "user@localhost:8145",
            "localhost:8145@evil.example", "localhost:8145,evil.example", "localhost:8145/", "lоcalhost:8145",
            "löcalhost:8145",
            "localhost:８１４５", "", ":8145", "2130706433:8145", "0x7f000001:8145", "http://localhost:8145",
            "localhost :8145",
        ])
    func foreignHosts(host: String) throws {
        #expect(try judge(upgrade(host: host)) == .refused(.hostForbidden))
        #expect(try judge("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n") == .refused(.hostForbidden))
        #expect(try judge("POST /x HTTP/1.1\r\nHost: \(host)\r\nContent-Length: 1\r\n\r\n") == .refused(.hostForbidden))
    }

    @Test("Configured hosts and port 80 come in as they are spelled")
    func configuredHosts() throws {
        var gate = gate
        gate.hosts.append(try #require(Authority(host: "Box.Example", port: 80)))
        #expect(try judge(upgrade(host: "box.example"), gate) == .upgrade(holder: nil, chosen: nil))
        #expect(try judge(upgrade(host: "box.example:80"), gate) == .refused(.hostForbidden))
        for bad in [
            "", "0.0.0.0", "0", "0x0", "[::]", "a.", ".a", "a..b", "a b", "a:1", "u@a", "[::1", "ä",
            String(repeating: "a", count: 254),
        ] {
            #expect(Authority(host: bad, port: 1) == nil, "\(bad)")
        }
    }

    @Test(
        "Our own pages, and requests of no page, come in",
        arguments: [
            "", "Origin: http://localhost:8145\r\n", "Origin: http://127.0.0.1:8145\r\n",
            "Origin: http://[::1]:8145\r\n",
        ])
    func origins(field: String) throws {
        #expect(try judge(upgrade(field)) == .upgrade(holder: nil, chosen: nil))
    }

    @Test(
        "Every other Origin is 403, for plain requests too",
        arguments: [
            "null", "", "http://localhost", "http://localhost:8146", "https://localhost:8145", "ws://localhost:8145",
            "localhost:8145",
            "http://localhost:8145/", "http://localhost:8145/path", "http://localhost:8145?x",
            "http://localhost:8145#x",
            "http://user@localhost:8145", "http://localhost.:8145", "http://localhost:8145.evil.example",
            "http://localhost.evil.example:8145",
            "http://evil.example", "http://evil.example:8145", "http://localhost:8145 http://localhost:8145",
            "http://localhost:8145, null",
            "http:/localhost:8145", "http:localhost:8145", "//localhost:8145", "http://", "http://:8145",
            "http://localhost:", "http://0.0.0.0:8145",
            "http://localhost:08145", "http://localhost:73681", "http://lоcalhost:8145", "http://[::1:8145",
            "http://[::1]8145", "file://", "http://[::1]:8145:1",
        ])
    func foreignOrigins(origin: String) throws {
        #expect(try judge(upgrade("Origin: \(origin)\r\n")) == .refused(.originForbidden))
        #expect(
            try judge("GET / HTTP/1.1\r\nHost: localhost:8145\r\nOrigin: \(origin)\r\n\r\n")
                == .refused(.originForbidden))
    }

    @Test("A doubled Origin is 403 even if both are ours")
    func doubledOrigin() throws {
        let twice = "Origin: http://localhost:8145\r\nOrigin: http://localhost:8145\r\n"
        #expect(try judge(upgrade(twice)) == .refused(.originForbidden))
    }

    @Test("Origins are triples: a scheme's own port is never spelled, other schemes have none")
    func originTriples() throws {
        #expect(Origin("https://a.example")?.port == 443)
        #expect(Origin("HTTPS://A.example") == Origin("https://a.example"))
        #expect(Origin("https://a.example:443") == nil)
        #expect(Origin("https://a.example:80") != Origin("http://a.example"))
        #expect(Origin("tauri://localhost")?.port == 0)
        #expect(Origin("vscode-webview://0abc")?.description == "vscode-webview://0abc")
        var gate = gate
        gate.origins.append(try #require(Origin("tauri://localhost")))
        #expect(try judge(upgrade("Origin: tauri://localhost\r\n"), gate) == .upgrade(holder: nil, chosen: nil))
        #expect(try judge(upgrade("Origin: tauri://localhost:1\r\n"), gate) == .refused(.originForbidden))
    }

    @Test("A token comes as cookie, query or bearer; a wrong one is 401; the first valid one counts")
    func tokens() throws {
        let held = Outcome.upgrade(holder: Holder(), chosen: nil)
        #expect(try judge(upgrade(path: "/ws?token=\(secret)")) == held)
        #expect(try judge(upgrade(path: "/ws?token=%30123456789abcdef")) == held)
        #expect(try judge(upgrade("Authorization: bearer \(secret)\r\n")) == held)
        #expect(try judge(upgrade("Cookie: a=b; lifeline=\(secret); c=d\r\n")) == held)
        #expect(try judge(upgrade(path: "/ws?token=\(secret)", "Cookie: lifeline=stale\r\n")) == held)
        #expect(try judge(upgrade("Cookie: lifeline=stale\r\nCookie: lifeline=\(secret)\r\n")) == held)
        for wrong in [
            upgrade(path: "/ws?token="), upgrade(path: "/ws?token=\(secret)0"), upgrade(path: "/ws?token=x"),
            upgrade("Cookie: lifeline=\r\n"), upgrade("Authorization: Bearer\r\n"),
            upgrade("Authorization: Bearer x\r\n"),
            upgrade("Cookie: " + String(repeating: "lifeline=no; ", count: 4) + "lifeline=\(secret)\r\n"),
        ] {
            #expect(try judge(wrong) == .refused(.tokenWrong), "\(wrong)")
        }
        #expect(try judge(upgrade(path: "/ws?token=\(secret)&token=\(secret)")) == .refused(.credentialMalformed))
        #expect(try judge(upgrade(path: "/ws?token=%0")) == .refused(.credentialMalformed))
        #expect(
            try judge(upgrade("Authorization: Basic x\r\nCookie: xlifeline=1; Lifeline=2; lifeline\r\n"))
                == .upgrade(holder: nil, chosen: nil))
    }

    @Test("Who may come without a token is a rule: everybody, upgrades, open paths or nobody")
    func demands() throws {
        let plain = "GET /page HTTP/1.1\r\nHost: localhost:8145\r\n\r\n"
        let token = "GET /page?token=\(secret) HTTP/1.1\r\nHost: localhost:8145\r\n\r\n"
        #expect(try judge(plain) == .refused(.tokenMissing))
        #expect(try judge(token) == .plain(holder: Holder()))
        var open = gate
        open.openPaths = ["/page"]
        #expect(try judge(plain, open) == .plain(holder: nil))
        #expect(try judge("POST /page HTTP/1.1\r\nHost: localhost:8145\r\n\r\n", open) == .refused(.tokenMissing))
        let strict = Gatekeeper(port: 8145, token: .launch(LaunchToken(Array(secret.utf8)), .always))
        #expect(try judge(upgrade(), strict) == .refused(.tokenMissing))
        let none = Gatekeeper(port: 8145, token: .none)
        #expect(try judge(plain, none) == .plain(holder: nil))
        #expect(try judge(upgrade(path: "/ws?token=x"), none) == .upgrade(holder: nil, chosen: nil))
    }

    @Test("Checks come in one order: Host, Origin, token, method, path, upgrade")
    func order() throws {
        func request(_ method: String, _ path: String, _ host: String, _ origin: String, _ token: String) throws
            -> Outcome
        {
            try judge(
                "\(method) \(path)?token=\(token) HTTP/1.1\r\nHost: \(host)\r\nOrigin: \(origin)\r\nUpgrade: websocket\r\n\r\n"
            )
        }
        let ours = "http://localhost:8145"
        #expect(try request("PUT", "/no", "evil", "null", "no") == .refused(.hostForbidden))
        #expect(try request("PUT", "/no", "localhost:8145", "null", "no") == .refused(.originForbidden))
        #expect(try request("PUT", "/no", "localhost:8145", ours, "no") == .refused(.tokenWrong))
        #expect(try request("PUT", "/no", "localhost:8145", ours, secret) == .refused(.methodUnknown))
        #expect(try request("GET", "/no", "localhost:8145", ours, secret) == .refused(.pathUnknown))
        #expect(try request("GET", "/ws", "localhost:8145", ours, secret) == .refused(.upgradeMalformed))
        #expect(try request("POST", "/ws", "localhost:8145", ours, secret) == .refused(.upgradeMalformed))
    }

    @Test("An upgrade needs its headers, each once and exact")
    func upgrades() throws {
        #expect(try judge(upgrade(version: "8")) == .refused(.versionUnsupported))
        #expect(try judge(upgrade(version: "13, 8")) == .refused(.versionUnsupported))
        #expect(try judge(upgrade("Sec-WebSocket-Version: 13\r\n")) == .refused(.versionUnsupported))
        #expect(try judge(upgrade("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")) == .refused(.keyMalformed))
        for key in [
            "", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZR==",
            "dGhlIHNhbXBsZSBub25j_Q==", "dGhlIHNhbXBsZSBub25jZQ===", "dGhlIHNhbXBsZSBub25jZQAA",
        ] {
            #expect(try judge(upgrade(key: key)) == .refused(.keyMalformed), "\(key)")
        }
        #expect(try judge(upgrade("Upgrade: websocket\r\n")) == .refused(.upgradeMalformed))
        let plain = "GET /ws?token=\(secret) HTTP/1.1\r\nHost: localhost:8145\r\n"
        #expect(try judge(plain + "\r\n") == .refused(.upgradeMissing))
        #expect(try judge(plain + "Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n") == .refused(.upgradeMissing))
        #expect(try judge(plain + "Upgrade: websocket\r\n\r\n") == .refused(.upgradeMalformed))
    }

    func offer(_ fields: String) throws -> SubprotocolOffer? {
        guard case .upgrade(let upgrade) = gate.judge(try head(upgrade(fields))) else { return nil }
        return upgrade.subprotocols
    }

    @Test("The subprotocol is the client's first that is ours; unknown ones are told, malformed ones refused")
    func subprotocols() throws {
        #expect(try offer("")?.offered == 0)
        #expect(try offer("Sec-WebSocket-Protocol: lifeline.v1.energy, lifeline.v1.json\r\n")?.chosen == 1)
        #expect(try offer("Sec-WebSocket-Protocol: x\r\nSec-WebSocket-Protocol: lifeline.v1.json\r\n")?.chosen == 0)
        let unknown = try offer("Sec-WebSocket-Protocol: lifeline.v9.json , chat\r\n")
        #expect(unknown?.chosen == nil && unknown?.offered == 2 && unknown?.firstUnknown == "lifeline.v9.json")
        let longest = String(repeating: "x", count: 64)
        #expect(try offer("Sec-WebSocket-Protocol: \(longest)\r\n")?.firstUnknown == longest)
        for bad in [longest + "x", "", "a b", "a,,b", "a,", "ä", "\"a\"", "lifeline.v1.json, ()"] {
            #expect(
                try judge(upgrade("Sec-WebSocket-Protocol: \(bad)\r\n")) == .refused(.subprotocolsMalformed), "\(bad)")
        }
    }

    @Test("Bodies up to bodyBytesMax pass and one byte more is 413")
    func bodies() throws {
        func post(_ length: Int) throws -> Outcome {
            try judge("POST /p?token=\(secret) HTTP/1.1\r\nHost: localhost:8145\r\nContent-Length: \(length)\r\n\r\n")
        }
        #expect(try post(64 << 10) == .plain(holder: Holder()))
        #expect(try post((64 << 10) + 1) == .refused(.bodyTooLarge))
    }
}
