/// Who showed a valid token, in the caller's own numbers. A launch token has one holder: 0.
public struct Holder: Sendable, Hashable {
    public var number: UInt32
    public init(number: UInt32 = 0) { self.number = number }
}
