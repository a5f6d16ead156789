public import LifelineCore

/// The first thing that was wrong, and where.
public struct JSONFault {
    public var reason: CodecError.Reason?
    public var position: UnsafeRawPointer?

    @inlinable public init() {}

    @inlinable public mutating func set(_ reason: CodecError.Reason, _ position: UnsafeRawPointer) {
        if self.reason == nil {
            self.reason = reason
            self.position = position
        }
    }
}
