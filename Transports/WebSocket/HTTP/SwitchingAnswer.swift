/// The 101 that turns a connection into a WebSocket. No extension is ever agreed.
public enum SwitchingAnswer {
    /// Room that every answer fits.
    public static let bytesMax = 256

    /// Writes the head and returns its length, or nil if it does not fit: `bytesMax` bytes always do.
    ///
    /// `subprotocol` is a name of the caller's own; it must be a token of at most `SubprotocolOffer.nameBytesMax` bytes.
    public static func write(
        _ accept: WebSocketAccept, subprotocol: StaticString? = nil, to target: UnsafeMutableRawBufferPointer
    ) -> Int? {
        let name = subprotocol.map { UnsafeRawBufferPointer(start: $0.utf8Start, count: $0.utf8CodeUnitCount) }
        return write(accept, name: name, to: target)
    }

    /// For a server that accepts an unknown subprotocol in order to explain itself in a message: a browser shows no
    /// body of a refusal. Nil also if `name` is not such a token, so that nothing else can get into a head.
    public static func write(
        _ accept: WebSocketAccept, explainingTo name: String, to target: UnsafeMutableRawBufferPointer
    ) -> Int? {
        var name = name
        return name.withUTF8 { write(accept, name: UnsafeRawBufferPointer($0), to: target) }
    }

    private static func write(
        _ accept: WebSocketAccept, name: UnsafeRawBufferPointer?, to target: UnsafeMutableRawBufferPointer
    ) -> Int? {
        var writer = HeadWriter(target)
        writer.put(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ")
        writer.put(accept.text)
        if let name {
            guard ASCIIText.isToken(name), name.count <= SubprotocolOffer.nameBytesMax else { return nil }
            writer.put("\r\nSec-WebSocket-Protocol: ")
            writer.put(name)
        }
        writer.put("\r\n\r\n")
        return writer.written
    }
}
