public import LifelineCore

/// Every plug-in that a server or a client may use. `Equipment.stock`, in the roster, is what ships.
public struct Equipment: Sendable {
    /// The codecs, message types and channels.
    public var repertoire: Repertoire
    /// Asked in this order: the first of an address's scheme is taken.
    public var transports: [TransportDriver]

    /// What is not in it does not exist for its server or client.
    public init(_ repertoire: Repertoire, _ transports: [TransportDriver]) {
        self.repertoire = repertoire
        self.transports = transports
    }

    func transport(_ address: Address) throws(TransportError) -> TransportDriver {
        guard let driver = transports.first(where: { $0.scheme == address.scheme }) else {
            let known = transports.map(\.scheme).joined(separator: ", ")
            throw TransportError(
                .badAddress, "open", address.description, "no transport of that scheme; there are: \(known)")
        }
        return driver
    }
}

/// A transport as a value: how to make one on a loop.
public struct TransportDriver: Sendable {
    public let scheme: String
    let make: @Sendable (TransportWish) -> any Transport

    /// `scheme` is the transport's own: `WebSocketTransport.scheme`.
    public init(_ scheme: StaticString, _ make: @escaping @Sendable (TransportWish) -> any Transport) {
        self.scheme = scheme.description
        self.make = make
    }
}

/// What a transport is to do for us, in words that every transport understands or may pass over.
public struct TransportWish: Sendable {
    /// What each link bounds. A server says what its hub's options say; a client leaves the defaults.
    public var limits = LinkLimits()
    /// Listening: who shows this is let in, and is its holder.
    public var token: Secret?
    /// Dialling: what is shown.
    public var bearer: Secret?
    /// The subprotocols that are offered or taken, the favourite first.
    public var subprotocols: [StaticString] = ["lifeline.v1.json", "lifeline.v1.energy"]

    public init() {}
}
