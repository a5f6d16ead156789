public import LifelineCore

/// A type for vectors alone, with every kind of field there is: no published type has packed lists or bytes yet.
public struct EveryShape: Message {
    public static let kind = Kind(0x7FF, "every_shape")

    public var bool = false
    public var tier: Tier = .low
    public var u16: UInt16 = 0
    public var u32: UInt32 = 0
    public var u53: UInt64 = 0
    public var time = Timestamp()
    public var f32: Float = 0
    public var f64: Double = 0
    public var name = Name()
    public var channel = ChannelName()
    public var phrase = Phrase()
    public var text = Text()
    public var bytes = Bytes()
    public var document = Document()
    public var u16s: [UInt16] = []
    public var f32s: [Float] = []
    public var f64s: [Double] = []
    public var tiers: [Tier] = []
    public var flags: [Bool] = []
    public var times: [Timestamp] = []
    public var names: [Name] = []
    public var places: [Place] = []
    public var regions: [Region] = []
    public var perhaps: Bool?
    public var later: Timestamp?
    public var nickname: Text?
    public var extra: Document?
    public var others: [Name]?
    public var region: Region?
    public var spare: [Region]?

    public init() {}

    public static func describe<V: Visitor & ~Copyable>(_ m: inout EveryShape, _ v: inout V) {
        v.field("bool", &m.bool)
        v.field("tier", &m.tier)
        v.field("u16", &m.u16)
        v.field("u32", &m.u32)
        v.field("u53", &m.u53)
        v.field("time", &m.time)
        v.field("f32", &m.f32)
        v.field("f64", &m.f64)
        v.field("name", &m.name)
        v.field("channel", &m.channel)
        v.field("phrase", &m.phrase)
        v.field("text", &m.text)
        v.field("bytes", &m.bytes)
        v.field("document", &m.document)
        v.field("u16s", &m.u16s)
        v.field("f32s", &m.f32s)
        v.field("f64s", &m.f64s)
        v.field("tiers", &m.tiers)
        v.field("flags", &m.flags)
        v.field("times", &m.times)
        v.field("names", &m.names)
        v.field("places", &m.places)
        v.field("regions", &m.regions)
        v.field("perhaps", &m.perhaps)
        v.field("later", &m.later)
        v.field("nickname", &m.nickname)
        v.field("extra", &m.extra)
        v.field("others", &m.others)
        v.field("region", &m.region)
        v.field("spare", &m.spare)
    }
}

/// A point: three floats as they lie in memory.
public struct Place: Packed {
    public var x: Float = 0
    public var y: Float = 0
    public var z: Float = 0

    public init() {}

    init(_ x: Float, _ y: Float, _ z: Float) { (self.x, self.y, self.z) = (x, y, z) }

    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Place, _ v: inout V) {
        v.field("x", &m.x)
        v.field("y", &m.y)
        v.field("z", &m.z)
    }
}

/// A part with everything a row of a table can have in its tail.
public struct Region: Part {
    public var name = Name()
    public var corners: [Place] = []
    public var weights: [Double] = []
    public var labels: [Name]?
    public var since: Position?
    public var positions: [Position] = []

    public init() {}

    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Region, _ v: inout V) {
        v.field("name", &m.name)
        v.field("corners", &m.corners)
        v.field("weights", &m.weights)
        v.field("labels", &m.labels)
        v.field("since", &m.since)
        v.field("positions", &m.positions)
    }
}
