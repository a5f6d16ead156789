import LifelineUV

/// Where an OpenAI-compatible engine is: `http://127.0.0.1:11434/v1`. On this machine only, as prompts go there in the
/// clear.
public struct EngineAddress: Sendable, Hashable {
    public enum Fault: Error, Sendable, Hashable {
        case notHTTP, badHost, badPort, badPath

        /// What to do about it.
        public var words: StaticString {
            switch self {
            case .notHTTP: "write http://127.0.0.1:PORT/v1: other schemes are not spoken"
            case .badHost: "prompts stay on this machine: name the engine's host as localhost, 127.0.0.1 or [::1]"
            case .badPort: "the port is a number from 1 to 65535"
            case .badPath: "the path is printable ASCII without spaces, '?' or '#', such as /v1"
            }
        }
    }

    let stream: StreamAddress
    /// For the Host header.
    let authority: String
    /// Without a slash at its end: "/v1".
    let path: String

    public init(_ text: String) throws(Fault) {
        guard text.hasPrefix("http://") else { throw .notHTTP }
        let rest = text.dropFirst("http://".count)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<slash]
        var path = rest[slash...]
        while path.last == "/" { path.removeLast() }
        guard path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x3F && $0 != 0x23 }) else { throw .badPath }
        self.path = String(path)
        self.authority = String(authority)

        var port: UInt16 = 80
        let bracket = authority.lastIndex(of: "]") ?? authority.startIndex
        if let colon = authority[bracket...].lastIndex(of: ":") {
            let digits = authority[authority.index(after: colon)...]
            guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(digits), number > 0 else {
                throw .badPort
            }
            port = number
            authority = authority[..<colon]
        }
        switch authority {
        case "localhost", "127.0.0.1": stream = .tcp(host: "127.0.0.1", port: port)
        case "[::1]": stream = .tcp(host: "::1", port: port)
        default: throw .badHost
        }
    }
}
