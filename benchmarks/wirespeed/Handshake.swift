import HTTPHead
import LifelineCore

enum Handshake {
    static let request = """
        GET /ws?token=0123456789abcdef0123456789abcdef HTTP/1.1\r
        Host: localhost:8145\r
        Connection: Upgrade\r
        Pragma: no-cache\r
        Cache-Control: no-cache\r
        User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36\r
        Upgrade: websocket\r
        Origin: http://localhost:8145\r
        Sec-WebSocket-Version: 13\r
        Accept-Encoding: gzip, deflate, br, zstd\r
        Accept-Language: en-GB,en;q=0.9\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r
        Sec-WebSocket-Protocol: lifeline.v1.json\r
        \r

        """
    static let short = """
        GET /ws HTTP/1.1\r
        Host: 127.0.0.1:8145\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Version: 13\r
        \r

        """

    static func run(_ repetitions: Int) {
        let gate = Gatekeeper(port: 8145, token: .launch(LaunchToken(Array("0123456789abcdef0123456789abcdef".utf8))))
        let key = WebSocketKey(entropy: 1, 2)
        var sum = 0
        for (name, text) in [("browser", request), ("short", short)] {
            let bytes = Array(text.utf8)
            say("\(name) handshake, \(bytes.count) B", repetitions) { sum &+= shake(bytes, gate) }
            say("\(name) head alone", repetitions) { sum &+= readOnly(bytes) }
        }
        var accept = key.accept
        say("accept key alone", repetitions) { accept = WebSocketKey(entropy: UInt64(sum), 7).accept }
        print("checksum", sum, accept == key.accept)
    }

    @inline(never)
    static func readOnly(_ bytes: [UInt8]) -> Int {
        var reader = RequestReader()
        guard case .head(_, let eaten) = bytes.withUnsafeBytes({ reader.read($0) }) else { return -1 }
        return eaten
    }

    @inline(never)
    static func shake(_ bytes: [UInt8], _ gate: Gatekeeper) -> Int {
        var reader = RequestReader()
        guard case .head(let head, _) = bytes.withUnsafeBytes({ reader.read($0) }),
            case .upgrade(let upgrade) = gate.judge(head)
        else { return -1 }
        return withUnsafeTemporaryAllocation(byteCount: SwitchingAnswer.bytesMax, alignment: 8) { room in
            SwitchingAnswer.write(
                upgrade.accept, subprotocol: upgrade.subprotocols.chosen.map { gate.subprotocols[$0] }, to: room) ?? -1
        }
    }

    static func say(_ name: String, _ repetitions: Int, _ body: () -> Void) {
        var best = Double.infinity
        for _ in 0..<5 {
            let spent = ContinuousClock().measure { for _ in 0..<repetitions { body() } }
            best = min(best, Double(spent.wholeNanoseconds) / Double(repetitions))
        }
        print("\(name): \(Int(best)) ns")
    }
}
