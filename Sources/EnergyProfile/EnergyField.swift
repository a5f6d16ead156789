public import LifelineCore

/// A field of energy over a grid, row by row, to be drawn between `min` and `max`.
public struct EnergyField: Abstract, Hashable {
    public static let kind = Kind(0x021, "energy_field")

    /// Index into `startup_complete.models`.
    public var model: UInt16 = 0
    /// Cells in a row.
    public var width: UInt16 = 0
    /// Rows.
    public var height: UInt16 = 0
    /// The value that is drawn as the lowest.
    public var min: Float = 0
    /// The value that is drawn as the highest.
    public var max: Float = 0
    /// `width` × `height` values.
    public var cells: [Float] = []

    /// One model's newest replaces that model's older ones.
    @inlinable public var slot: UInt32 { UInt32(model) }

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout EnergyField, _ v: inout V) {
        v.field("model", &m.model)
        v.field("width", &m.width)
        v.field("height", &m.height)
        v.field("min", &m.min)
        v.field("max", &m.max)
        v.field("cells", &m.cells)
    }
}
