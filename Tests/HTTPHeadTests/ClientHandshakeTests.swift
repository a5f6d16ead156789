import Testing

@testable import HTTPHead

@Suite("A client's handshake")
struct ClientHandshakeTests {
    let key = WebSocketKey(entropy: 0x0011_2233_4455_6677, 0x8899_AABB_CCDD_EEFF)
    var client: ClientHandshake {
        get throws {
            try ClientHandshake(
                host: "localhost:8145", path: "/ws?channels=energy", key: key,
                subprotocols: ["lifeline.v1.energy", "lifeline.v1.json"], token: "sesame")
        }
    }
    let gate = Gatekeeper(port: 8145, token: .launch(LaunchToken(Array("sesame".utf8)), .always))

    func request(_ client: ClientHandshake) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = bytes.withUnsafeMutableBytes { client.write(to: $0) }
        return Array(bytes.prefix(count ?? 0))
    }

    func judge(_ client: ClientHandshake, _ answer: String) -> ClientHandshake.Outcome? {
        var reader = ResponseReader()
        guard case .head(let head, _) = Array(answer.utf8).withUnsafeBytes({ reader.read($0) }) else { return nil }
        return client.judge(head)
    }

    @Test("Our gatekeeper takes its request, and it takes the answer")
    func together() throws {
        let client = try client
        let (pushed, head) = push(request(client))
        #expect(pushed == .head(rest: 0))
        guard case .upgrade(let upgrade) = gate.judge(try #require(head)) else {
            Issue.record("the gatekeeper refused it")
            return
        }
        #expect(upgrade.holder == Holder())
        var answer = [UInt8](repeating: 0, count: SwitchingAnswer.bytesMax)
        let name = gate.subprotocols[try #require(upgrade.subprotocols.chosen)]
        let count = answer.withUnsafeMutableBytes { SwitchingAnswer.write(upgrade.accept, subprotocol: name, to: $0) }
        let text = String(decoding: answer.prefix(try #require(count)), as: UTF8.self)
        #expect(judge(client, text) == .open(subprotocol: 0))
        for room in 0..<request(client).count {
            var small = [UInt8](repeating: 0, count: room)
            #expect(small.withUnsafeMutableBytes { client.write(to: $0) } == nil)
        }
    }

    @Test("Only the answer to this very request opens the connection")
    func answers() throws {
        let client = try client
        let good = String(decoding: (0..<28).map { key.accept.text[$0] }, as: UTF8.self)
        func answer(
            _ status: String = "101 Switching Protocols", upgrade: String = "Upgrade: WebSocket\r\n",
            connection: String = "Connection: upgrade\r\n", accept: String? = nil, _ extra: String = ""
        ) -> ClientHandshake.Outcome? {
            judge(
                client,
                "HTTP/1.1 \(status)\r\n\(upgrade)\(connection)\(accept ?? "Sec-WebSocket-Accept: \(good)\r\n")\(extra)\r\n"
            )
        }
        #expect(answer() == .open(subprotocol: nil))
        #expect(answer("101 ") == .open(subprotocol: nil))
        #expect(answer("101") == .open(subprotocol: nil))
        #expect(answer("Sec-WebSocket-Protocol: lifeline.v1.json\r\n") == nil)
        #expect(answer("", "Sec-WebSocket-Protocol: lifeline.v1.json\r\n") == nil)
        #expect(answer(accept: nil, "Sec-WebSocket-Protocol: lifeline.v1.json\r\n") == .open(subprotocol: 1))
        #expect(answer(accept: nil, "Sec-WebSocket-Protocol: Lifeline.v1.json\r\n") == .broken(.subprotocolForeign))
        #expect(answer(accept: nil, "Sec-WebSocket-Protocol: chat\r\n") == .broken(.subprotocolForeign))
        let twice = "Sec-WebSocket-Protocol: lifeline.v1.json\r\n"
        #expect(answer(accept: nil, twice + twice) == .broken(.subprotocolForeign))
        #expect(answer(accept: nil, "Sec-WebSocket-Extensions: permessage-deflate\r\n") == .broken(.extensionForeign))
        #expect(answer("401 Unauthorized") == .refused(status: 401))
        #expect(answer("200 OK") == .refused(status: 200))
        #expect(answer(upgrade: "") == .broken(.upgradeMissing))
        #expect(answer(upgrade: "Upgrade: h2c\r\n") == .broken(.upgradeMissing))
        #expect(answer(connection: "Connection: close\r\n") == .broken(.upgradeMissing))
        for bad in [
            "", "Sec-WebSocket-Accept: \(good.lowercased())\r\n", "Sec-WebSocket-Accept: \(good)=\r\n",
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
            "Sec-WebSocket-Accept: \(good)\r\nSec-WebSocket-Accept: \(good)\r\n",
        ] {
            #expect(answer(accept: bad) == .broken(.acceptWrong), "\(bad)")
        }
    }

    @Test(
        "What is no HTTP/1.1 response is refused",
        arguments: [
            "HTTP/1.0 101 Switching\r\n\r\n", "HTTP/1.1 10 x\r\n\r\n", "HTTP/1.1 1010 x\r\n\r\n",
            "HTTP/1.1  101 x\r\n\r\n", "101 x\r\n\r\n",
            "HTTP/1.1 101 x\n\n", "SSH-2.0-OpenSSH\r\n", "HTTP/1.1 1x1 x\r\n\r\n", "HTTP/1.1 101\tx\r\n\r\n",
        ])
    func foreign(text: String) {
        var reader = ResponseReader()
        guard case .refused = Array(text.utf8).withUnsafeBytes({ reader.read($0) }) else {
            Issue.record("taken: \(text)")
            return
        }
    }

    @Test("What would not survive on the wire is refused before it is written")
    func faults() throws {
        func fault(host: String = "a", path: String = "/", _ names: [StaticString] = [], token: String? = nil)
            -> ClientHandshake.Fault?
        {
            do throws(ClientHandshake.Fault) {
                _ = try ClientHandshake(host: host, path: path, key: key, subprotocols: names, token: token)
                return nil
            } catch { return error }
        }
        #expect(fault() == nil)
        for host in ["", "a b", "a\r\nX: y", "u@a", "a/b", "ä"] { #expect(fault(host: host) == .hostNotPlain) }
        for path in ["", "ws", "/a b", "/\r\n", "/#x", "/ä"] { #expect(fault(path: path) == .pathNotPlain) }
        for token in ["", "a b", "a\r\n", "ä"] { #expect(fault(token: token) == .tokenNotPlain) }
        for name: StaticString in ["", "a,b", "a b"] { #expect(fault([name]) == .subprotocolNotToken) }
    }
}
