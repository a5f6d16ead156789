public import LifelineCore

/// Every kind of field that a payload without text may have, in an order that leaves gaps to be aligned.
public struct EveryAbstractField: Abstract {
    public static let kind = Kind(0x7F2, "every_abstract_field")

    public var bool = false
    public var f64: Double = 0
    public var season: Season?
    public var u32: UInt32?
    public var lone = Lone.only
    public var u16: UInt16 = 0
    public var points: [Point] = []
    public var marks: Marks = []
    public var time: Timestamp?
    public var f32: Float?
    public var name: Name?
    public var channel: ChannelName?
    public var phrase: Phrase?
    public var secret = Secret()
    public var secretMaybe: Secret?
    public var u53: UInt64?
    public var channels: [ChannelName] = []
    public var phrases: [Phrase]?
    public var f64s: [Double] = []
    public var part: EveryPart?
    public var parts: [EveryPart] = []
    public var partsMaybe: [EveryPart]?
    public var last: Bool?

    public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout EveryAbstractField, _ v: inout V) {
        v.field("bool", &m.bool)
        v.field("f64", &m.f64)
        v.field("season", &m.season)
        v.field("u32", &m.u32)
        v.field("lone", &m.lone)
        v.field("u16", &m.u16)
        v.field("points", &m.points)
        v.field("marks", &m.marks)
        v.field("time", &m.time)
        v.field("f32", &m.f32)
        v.field("name", &m.name)
        v.field("channel", &m.channel)
        v.field("phrase", &m.phrase)
        v.field("secret", &m.secret)
        v.field("secretMaybe", &m.secretMaybe)
        v.field("u53", &m.u53)
        v.field("channels", &m.channels)
        v.field("phrases", &m.phrases)
        v.field("f64s", &m.f64s)
        v.field("part", &m.part)
        v.field("parts", &m.parts)
        v.field("partsMaybe", &m.partsMaybe)
        v.field("last", &m.last)
    }
}
