import Glibc
import LifelineCore

/// Where a server is, however a person has it: the page's address as printed at start, a WebSocket, a Unix socket.
struct ServerURL {
    let address: Address
    /// What the address carried, kept out of it so that no message shows it.
    let token: Secret?
    /// Who answers plain requests there: "127.0.0.1:8145". Nil for a Unix socket.
    let authority: String?

    /// What a person may write.
    static let forms =
        "http://127.0.0.1:8145/?token=…, ws://127.0.0.1:8145/ws, or unix:/run/user/1000/lifeline/lifeline.sock"

    /// Where `lifeline serve` puts its Unix socket unless it is told otherwise, if there is one.
    static var usual: ServerURL? {
        guard let folder = getenv("XDG_RUNTIME_DIR").map({ String(cString: $0) }) else { return nil }
        let path = "\(folder)/lifeline/lifeline.sock"
        return access(path, F_OK) == 0 ? ServerURL(path) : nil
    }

    /// Nil if it is none of these.
    init?(_ text: String) {
        guard let written = Address(text.hasPrefix("/") ? "unix:" + text : text), written.rest.first == "/" else {
            return nil
        }
        let isPage = written.scheme == "http"
        guard isPage || !["https", "wss"].contains(written.scheme) else { return nil }
        guard isPage || written.scheme == "ws" else {
            address = written
            token = nil
            authority = nil
            return
        }
        let halves = written.rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let query = halves.count == 2 ? halves[1].split(separator: "&") : []
        let tokens = query.filter { $0.hasPrefix("token=") }
        let rest = query.filter { !$0.hasPrefix("token=") }
        guard tokens.count < 2 else { return nil }
        if let word = tokens.first {
            guard let plain = ServerURL.plain(word.dropFirst(6)), let secret = Secret(plain) else { return nil }
            token = secret
        } else {
            token = nil
        }
        let place = halves[0].dropFirst(2).prefix { $0 != "/" }
        authority = halves[0].hasPrefix("//") ? String(place) : nil
        guard !isPage || authority?.isEmpty == false else { return nil }
        let path = isPage ? "//\(place)/ws" : String(halves[0])
        address = Address(scheme: "ws", rest: rest.isEmpty ? path : "\(path)?\(rest.joined(separator: "&"))")
    }

    /// Percent signs undone.
    private static func plain(_ word: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(word.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let high = rest.popFirst(), let low = rest.popFirst(),
                let byte = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension Arguments {
    /// The server to talk to: the word that is left, or the one at the usual Unix socket.
    mutating func server() throws(Misuse) -> ServerURL {
        guard let text = word() else {
            if let usual = ServerURL.usual { return usual }
            throw misuse("say which server: \(ServerURL.forms)")
        }
        guard let url = ServerURL(text) else { throw misuse("this is no server's address: use \(ServerURL.forms)") }
        return url
    }

    mutating func token() throws(Misuse) -> Secret? {
        guard let word = try value("--token", "the token that the server printed at start") else { return nil }
        guard let secret = Secret(word) else { throw misuse("--token has characters that no token has") }
        return secret
    }
}

extension Flag {
    static let token = Flag(
        "--token", "TOKEN", "what to show the server; not needed if the address has it, or on a Unix socket")
}
