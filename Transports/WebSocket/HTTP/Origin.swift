/// Where a web page came from: scheme, host and port, compared as that triple and never as a prefix of text.
public struct Origin: Sendable, Hashable, CustomStringConvertible {
    public let scheme: String
    public let host: String
    /// The one named, or the scheme's own; 0 for a scheme that has none.
    public let port: UInt16

    static let bytesMax = 512

    /// Nil for `null`, for anything that has a path, user, query or trailing dot, and for all that is not plain ASCII.
    public init?(_ text: String) {
        var text = text
        guard let origin = text.withUTF8({ Origin(UnsafeRawBufferPointer($0)) }) else { return nil }
        self = origin
    }

    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count <= Origin.bytesMax, let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let scheme = UnsafeRawBufferPointer(rebasing: bytes[..<colon])
        let rest = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(colon))
        guard Origin.isScheme(scheme), rest.count > 3, rest[1] == UInt8(ascii: "/"), rest[2] == UInt8(ascii: "/") else {
            return nil
        }
        let authority = UnsafeRawBufferPointer(rebasing: rest.dropFirst(3))
        let cut = Origin.portCut(authority)
        let host = UnsafeRawBufferPointer(rebasing: authority[..<(cut ?? authority.count)])
        guard Authority.isHost(host) else { return nil }
        self.scheme = Origin.lowered(scheme)
        self.host = Origin.lowered(host)
        let own = Origin.port(of: self.scheme)
        guard let cut else {
            port = own
            return
        }
        // A browser never names the scheme's own port, and what no browser writes is no origin.
        guard let named = Origin.port(UnsafeRawBufferPointer(rebasing: authority.dropFirst(cut &+ 1))), named != own
        else {
            return nil
        }
        port = named
    }

    /// The pages we serve ourselves: loopback, by any of its names.
    public static func loopback(port: UInt16) -> [Origin] {
        let suffix = port == 80 ? "" : ":\(port)"
        return ["localhost", "127.0.0.1", "[::1]"].compactMap { Origin("http://\($0)\(suffix)") }
    }

    public var description: String {
        port == Origin.port(of: scheme) ? "\(scheme)://\(host)" : "\(scheme)://\(host):\(port)"
    }

    private static func isScheme(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let first = bytes.first, ByteClass.lowered(first) &- 0x61 < 26 else { return false }
        return bytes.allSatisfy {
            ByteClass.lowered($0) &- 0x61 < 26 || ByteClass.isDigit($0) || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: ".")
        }
    }

    /// The colon before the port: behind the bracket of an IPv6 address, else the only one.
    private static func portCut(_ authority: UnsafeRawBufferPointer) -> Int? {
        let from = authority.firstIndex(of: UInt8(ascii: "]")) ?? 0
        return authority[from...].firstIndex(of: UInt8(ascii: ":"))
    }

    private static func port(of scheme: String) -> UInt16 {
        switch scheme {
        case "http", "ws": 80
        case "https", "wss": 443
        default: 0
        }
    }

    /// 1 to 65535 without a leading zero.
    private static func port(_ digits: UnsafeRawBufferPointer) -> UInt16? {
        guard let first = digits.first, first != UInt8(ascii: "0"), digits.count <= 5 else { return nil }
        var port: UInt32 = 0
        for byte in digits {
            guard ByteClass.isDigit(byte) else { return nil }
            port = port &* 10 &+ UInt32(byte &- 0x30)
        }
        return UInt16(exactly: port)
    }

    private static func lowered(_ bytes: UnsafeRawBufferPointer) -> String {
        String(decoding: bytes.lazy.map(ByteClass.lowered), as: UTF8.self)
    }
}
