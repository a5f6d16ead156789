public import LifelineCore

/// Several models keep the same rhythm.
public struct ResonanceEvent: Abstract, Hashable {
    public static let kind = Kind(0x041, "resonance_event")

    /// Its number among all that the server tells on `council` and `reward`, from 1.
    public var event: UInt32 = 0
    /// Milliseconds.
    public var duration: UInt32 = 0
    /// Hertz.
    public var frequency: Float = 0
    /// 0…1: the mean of the two levels.
    public var amplitude: Float = 0
    /// The two, as indices into `startup_complete.models`, the lower first.
    public var models: [UInt16] = []

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(
        _ m: inout ResonanceEvent, _ v: inout V
    ) {
        v.field("event", &m.event)
        v.field("duration", &m.duration)
        v.field("frequency", &m.frequency)
        v.field("amplitude", &m.amplitude)
        v.field("models", &m.models)
    }
}
