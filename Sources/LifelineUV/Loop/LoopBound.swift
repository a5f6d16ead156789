/// Carries a value that belongs to a loop through other threads and back.
public struct LoopBound<Value>: @unchecked Sendable {
    // Sendable: whoever has it touches `value` on its loop only.
    /// To be touched on its loop alone.
    public let value: Value

    /// On the loop that `value` belongs to.
    public init(_ value: Value) { self.value = value }
}
