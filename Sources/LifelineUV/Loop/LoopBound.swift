/// Carries a value that belongs to a loop through other threads and back.
public struct LoopBound<Value>: @unchecked Sendable {
    // Sendable: whoever has it touches `value` on its loop only.
    public let value: Value

    public init(_ value: Value) { self.value = value }
}
