/// Makes links. One per scheme; the roster names them all.
public protocol Transport {
    /// "ws", "unix", "loop".
    static var scheme: StaticString { get }

    /// Accepts links at `address` until the listener is closed. `accept` sets the link's owner before it returns, and may
    /// send at once. An address of another scheme is a `.badAddress`.
    func listen(_ address: Address, on loop: any Loop, accept: @escaping (any Link) -> Void)
        throws(TransportError) -> any Listener

    /// Calls `done` exactly once, never from inside this call. `done` sets the link's owner, and may send at once.
    func dial(
        _ address: Address, on loop: any Loop,
        done: @escaping (Result<any Link, TransportError>) -> Void)
}

public protocol Listener: AnyObject {
    /// Where it really listens: port 0 has become a number.
    var address: Address { get }
    /// Stops accepting. Links that were accepted live on. Idempotent.
    func close()
}

/// `scheme:rest`, for example `ws://127.0.0.1:8145/ws`, `unix:/run/lifeline.sock`, `loop:test`.
public struct Address: Sendable, Hashable, CustomStringConvertible {
    public var scheme: String
    /// Everything after the first colon, `//` included.
    public var rest: String

    public init(scheme: String, rest: String) {
        self.scheme = scheme
        self.rest = rest
    }

    /// Nil if there is no scheme, or it is not of lower-case letters and digits.
    public init?(_ text: String) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), colon > text.startIndex else {
            return nil
        }
        let scheme = text.utf8[..<colon]
        guard scheme.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }) else {
            return nil
        }
        self.init(scheme: String(text[..<colon]), rest: String(text[text.utf8.index(after: colon)...]))
    }

    public var description: String { "\(scheme):\(rest)" }
}
