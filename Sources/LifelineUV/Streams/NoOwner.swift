public import LifelineCore

/// Hears for a link that nobody took.
public final class NoOwner: LinkOwner, Sendable {
    /// One for all links: it remembers nothing.
    public static let shared = NoOwner()
    public func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {}
    public func drained() {}
    public func closed(_ close: Close) {}
}
