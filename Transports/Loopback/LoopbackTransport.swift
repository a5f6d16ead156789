public import LifelineCore

/// Links within one program: both ends on one loop, no system in between. For tests, simulations, and a user interface
/// that lives in the engine's own process.
///
/// Keeps every promise a transport makes: records arrive in a later turn, whole and in order, within the same limits.
/// Copies share the names they listen at, so that two ends may have different limits:
///
/// ```swift
/// let server = LoopbackTransport()
/// var client = server
/// client.limits.recordBytesMax = 65_536
/// ```
/// Confined to one loop, like the links it makes. Dialling from another loop than the listener's is answered with an
/// error; links between loops are the business of a socket.
public struct LoopbackTransport: Transport {
    public static var scheme: StaticString { "loop" }

    /// What the links bound that this value makes from now on.
    public var limits: LinkLimits
    private let names = Names()

    /// With names of its own: only its copies can dial what it listens at.
    public init(limits: LinkLimits = LinkLimits()) { self.limits = limits }

    /// Everybody who listens, by name.
    final class Names {
        var listeners: [String: LoopbackListener] = [:]
    }

    public func listen(_ address: Address, on loop: any Loop, accept: @escaping (any Link) -> Void)
        throws(TransportError) -> any Listener
    {
        if let reason = LoopbackTransport.fault(of: address) {
            throw TransportError(.badAddress, "listen", address.description, reason)
        }
        guard names.listeners[address.rest] == nil else {
            throw TransportError(
                .addressInUse, "listen", address.description,
                "somebody listens at this name already; close that listener or take another name")
        }
        let listener = LoopbackListener(address, loop, limits, names, accept)
        names.listeners[address.rest] = listener
        return listener
    }

    public func dial(
        _ address: Address, on loop: any Loop,
        done: @escaping (Result<any Link, TransportError>) -> Void
    ) {
        _ = loop.wake(at: loop.now) { [names, limits] in
            do throws(TransportError) {
                let listener = try LoopbackTransport.listener(at: address, on: loop, names)
                let near = LoopbackLink(peer: Peer(address: address.description), limits, loop)
                let far = LoopbackLink(peer: listener.nextPeer(), listener.limits, loop)
                near.join(far)
                listener.accept(far)
                done(.success(near))
            } catch {
                done(.failure(error))
            }
        }
    }

    private static func listener(at address: Address, on loop: any Loop, _ names: Names)
        throws(TransportError) -> LoopbackListener
    {
        if let reason = fault(of: address) {
            throw TransportError(.badAddress, "connect", address.description, reason)
        }
        guard let listener = names.listeners[address.rest] else {
            throw TransportError(
                .refused, "connect", address.description, "nobody listens at this name; call listen first")
        }
        guard listener.loop === loop else {
            throw TransportError(
                .unreachable, "connect", address.description,
                "it listens on another loop; dial from that loop, or use a socket")
        }
        return listener
    }

    private static func fault(of address: Address) -> String? {
        if address.scheme != scheme.description { return "the scheme is not loop:" }
        guard (1...nameBytesMax).contains(address.rest.utf8.count) else {
            return "a name has 1 to \(nameBytesMax) bytes, as in loop:test"
        }
        return nil
    }

    /// The longest name. 128 bytes.
    public static var nameBytesMax: Int { 128 }
}
