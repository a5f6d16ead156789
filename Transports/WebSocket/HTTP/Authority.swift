/// A host name and a port that we answer to, as a Host header spells them.
///
/// There is one spelling: lower case, no user, no trailing dot, the port in plain digits and left out only where it is
/// 80. A request's Host either is that spelling (letter case aside) or is refused, so nothing of it needs parsing.
public struct Authority: Sendable, Hashable, CustomStringConvertible {
    public let host: String
    public let port: UInt16
    let spelling: [UInt8]

    /// The longest name DNS has.
    static let hostBytesMax = 253

    /// Nil if `host` is no plain name, IPv4 address or bracketed IPv6 address, or stands for every address (0.0.0.0).
    public init?(host: String, port: UInt16) {
        let bytes = host.utf8.map(ByteClass.lowered)
        guard bytes.withUnsafeBytes(Authority.isHost) else { return nil }
        self.host = String(decoding: bytes, as: UTF8.self)
        self.port = port
        spelling = port == 80 ? bytes : bytes + Array(":\(port)".utf8)
    }

    public var description: String { String(decoding: spelling, as: UTF8.self) }

    /// localhost, 127.0.0.1 and [::1].
    public static func loopback(port: UInt16) -> [Authority] {
        ["localhost", "127.0.0.1", "[::1]"].compactMap { Authority(host: $0, port: port) }
    }

    func isSpelled(_ value: UnsafeRawBufferPointer) -> Bool {
        guard value.count == spelling.count else { return false }
        for i in 0..<value.count where ByteClass.lowered(value[i]) != spelling[i] { return false }
        return true
    }

    /// Names of letters, digits, hyphens, underscores and single dots between; or hex digits, colons and dots in brackets.
    static func isHost(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let first = bytes.first, let last = bytes.last, bytes.count <= hostBytesMax else { return false }
        if first == UInt8(ascii: "[") {
            guard last == UInt8(ascii: "]"), bytes.count >= 4, !ASCIIText.equals(bytes, "[::]") else { return false }
            return bytes.dropFirst().dropLast().allSatisfy {
                ByteClass.hex($0) != nil || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
            }
        }
        var previous = UInt8(ascii: ".")
        for byte in bytes {
            let isDot = byte == UInt8(ascii: ".")
            guard isDot || isNameByte(byte) else { return false }
            if isDot && previous == byte { return false }
            previous = byte
        }
        return last != UInt8(ascii: ".") && !isUnspecified(bytes)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        ByteClass.isDigit(byte) || ByteClass.lowered(byte) &- 0x61 < 26 || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_")
    }

    /// 0, 0.0, 0x0 …: what systems read as "this host, any address".
    private static func isUnspecified(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.allSatisfy {
            $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") || ByteClass.lowered($0) == UInt8(ascii: "x")
        } && ByteClass.isDigit(bytes.first ?? 0)
    }
}
