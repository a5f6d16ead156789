/// The world failed: what was tried, where, and what the system said. Retried with back-off, never a trap.
public struct TransportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is, for who decides by it. Cases are added; write `default`.
    public enum Reason: Sendable, Hashable {
        /// `badAddress`: no such place. `addressInUse`: somebody has it. `permission`: the system or the server forbids
        /// it. `refused`: nobody takes us there. `unreachable`: no way leads there. `notFound`: nothing is there yet.
        /// `timeout`: no answer came. `resources`: memory or open files ran out. `protocolMismatch`: the peer talks
        /// something else. `cancelled`: our loop has ended. `other`: see `detail`.
        case badAddress, addressInUse, permission, refused, unreachable, notFound, timeout, resources,
            protocolMismatch,
            cancelled, other
    }
    /// What kind of failure it was: what a program decides by.
    public var reason: Reason
    /// "bind", "connect", "accept" …
    public var operation: String
    public var address: String
    /// The system's words, and what to do where we know it.
    public var detail: String

    /// In order: what kind it is, what was tried, where, and what the system said.
    public init(_ reason: Reason, _ operation: String, _ address: String, _ detail: String) {
        self.reason = reason
        self.operation = operation
        self.address = address
        self.detail = detail
    }

    public var description: String { "\(operation) \(address): \(detail)" }
}
