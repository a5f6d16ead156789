public import LifelineCore
public import LifelineUV

/// A listener whose links are recorded. Asked from the test's thread.
public final class Station {
    public let world: SocketWorld
    public let address: Address
    private let listener: any Listener
    private let book = Book()

    /// Touched on the loop only.
    private final class Book {
        var recorders: [Recorder] = []
    }

    public init(
        _ world: SocketWorld, _ transport: some Transport, at address: Address? = nil,
        _ prepare: @escaping (Recorder) -> Void = { _ in }
    ) throws(TransportError) {
        self.world = world
        let book = book
        let address = address ?? world.address()
        let outcome: Result<any Listener, TransportError> = world.ask {
            do throws(TransportError) {
                return .success(
                    try transport.listen(address, on: world.eventLoop) { link in
                        let recorder = Recorder(link)
                        link.owner = recorder
                        book.recorders.append(recorder)
                        prepare(recorder)
                    })
            } catch {
                return .failure(error)
            }
        }
        listener = try outcome.get()
        self.address = listener.address
    }

    /// What all links so far have to say, on the loop.
    @discardableResult
    public func ask<Value>(_ body: ([Recorder]) -> Value) -> Value { world.ask { body(book.recorders) } }

    /// True once `condition` holds, within ten seconds.
    public func wait(for duration: Duration = .seconds(10), _ condition: ([Recorder]) -> Bool) -> Bool {
        world.run(for: duration) { condition(book.recorders) }
    }

    public func forget() { world.ask { book.recorders = [] } }

    public func close() { world.ask { listener.close() } }

    /// Where a plain socket finds it: `unix:/path`, `ws:/path:/ws`, `ws://host:port/ws`.
    public var place: StreamAddress {
        let rest = address.rest
        guard rest.hasPrefix("//") else { return .unix(path: String(rest.prefix { $0 != ":" })) }
        let authority = rest.dropFirst(2).prefix { $0 != "/" }
        let colon = authority.lastIndex(of: ":") ?? authority.endIndex
        return .tcp(
            host: String(authority[..<colon].filter { $0 != "[" && $0 != "]" }),
            port: UInt16(authority[colon...].dropFirst()) ?? 0)
    }

    public func call(receiveBuffer: Int32? = nil) -> RawSocket? { RawSocket(place, receiveBuffer: receiveBuffer) }
}
