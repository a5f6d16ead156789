import LifelineCore
import LifelineUV

/// `ws://host:port/path?query`, or `ws:/run/engine.sock:/path?query`, taken apart.
struct WebSocketAddress {
    var place: StreamAddress
    /// What the request asks for.
    var path: String

    /// `path` stands for the one of an address that names none.
    init(_ address: Address, path usual: String = "/ws") throws(TransportError) {
        let rest = address.rest[...]
        guard address.scheme == "ws", rest.first == "/" else {
            throw WebSocketAddress.fault(address, "not the address of a WebSocket")
        }
        if rest.hasPrefix("//") {
            let authority = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" }
            let tail = rest[authority.endIndex...]
            path = tail.isEmpty ? usual : tail.first == "/" ? String(tail) : "/" + tail
            place = try WebSocketAddress.endpoint(authority, address)
        } else {
            let file = rest.prefix { $0 != ":" }
            let tail = rest[file.endIndex...].dropFirst()
            guard tail.isEmpty || tail.first == "/" else {
                throw WebSocketAddress.fault(address, "behind the socket's path and a colon stands no path")
            }
            path = tail.isEmpty ? usual : String(tail)
            place = .unix(path: String(file))
        }
    }

    private static func endpoint(
        _ authority: Substring, _ address: Address
    ) throws(TransportError) -> StreamAddress {
        var host = authority
        var port = Substring("8145")
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else { throw fault(address, "the bracket is not closed") }
            let after = authority[close...].dropFirst()
            guard after.isEmpty || after.first == ":" else {
                throw fault(address, "something stands behind the bracket")
            }
            host = authority[..<close].dropFirst()
            if !after.isEmpty { port = after.dropFirst() }
        } else if let colon = authority.lastIndex(of: ":") {
            host = authority[..<colon]
            port = authority[colon...].dropFirst()
        }
        guard let number = UInt16(port) else { throw fault(address, "the port is no number") }
        return .tcp(host: host == "localhost" ? "127.0.0.1" : String(host), port: number)
    }

    private static func fault(_ address: Address, _ what: String) -> TransportError {
        TransportError(
            .badAddress, "parse", address.description,
            "\(what); write ws://127.0.0.1:8145/ws, or ws:/run/user/1000/lifeline/engine.sock:/ws")
    }

    /// For the Host header. Who connects to a Unix socket has only one machine to mean.
    var authority: String {
        switch place {
        case .tcp: place.description
        case .unix: "localhost"
        }
    }

    /// As it can be dialled, with the place where somebody really listens.
    func address(at place: StreamAddress) -> Address {
        switch place {
        case .tcp: Address(scheme: "ws", rest: "//\(place)\(path)")
        case .unix: Address(scheme: "ws", rest: "\(place):\(path)")
        }
    }

    var description: String { address(at: place).description }
}
