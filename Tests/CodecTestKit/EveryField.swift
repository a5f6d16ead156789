public import LifelineCore

/// A message with every kind of field that a walk may name, except items: `StateSnapshot` has those.
public struct EveryField: Message {
    public static let kind = Kind(0x7F0, "every_field")

    public var bool = false
    public var boolMaybe: Bool?
    public var season = Season.spring
    public var seasonMaybe: Season?
    public var marks: Marks = []
    public var marksMaybe: Marks?
    public var u16: UInt16 = 0
    public var u16Maybe: UInt16?
    public var u32: UInt32 = 0
    public var u32Maybe: UInt32?
    public var u53: UInt64 = 0
    public var u53Maybe: UInt64?
    public var time = Timestamp()
    public var timeMaybe: Timestamp?
    public var f32: Float = 0
    public var f32Maybe: Float?
    public var f64: Double = 0
    public var f64Maybe: Double?
    public var name = Name()
    public var nameMaybe: Name?
    public var channel = ChannelName()
    public var channelMaybe: ChannelName?
    public var phrase = Phrase()
    public var phraseMaybe: Phrase?
    public var part: EveryPart?
    public var bools: [Bool] = []
    public var seasons: [Season] = []
    public var u16s: [UInt16] = []
    public var u32s: [UInt32] = []
    public var u53s: [UInt64] = []
    public var times: [Timestamp] = []
    public var f32s: [Float] = []
    public var f64s: [Double] = []
    public var names: [Name] = []
    public var namesMaybe: [Name]?
    public var parts: [EveryPart] = []
    public var partsMaybe: [EveryPart]?
    public var points: [Point] = []
    public var text = Text()
    public var textMaybe: Text?
    public var bytes = Bytes()
    public var document = Document()
    public var documentMaybe: Document?

    public init() {}

    @inlinable @inline(__always)
    public static func describe<V: Visitor & ~Copyable>(_ m: inout EveryField, _ v: inout V) {
        v.field("bool", &m.bool)
        v.field("boolMaybe", &m.boolMaybe)
        v.field("season", &m.season)
        v.field("seasonMaybe", &m.seasonMaybe)
        v.field("marks", &m.marks)
        v.field("marksMaybe", &m.marksMaybe)
        v.field("u16", &m.u16)
        v.field("u16Maybe", &m.u16Maybe)
        v.field("u32", &m.u32)
        v.field("u32Maybe", &m.u32Maybe)
        v.field("u53", &m.u53)
        v.field("u53Maybe", &m.u53Maybe)
        v.field("time", &m.time)
        v.field("timeMaybe", &m.timeMaybe)
        v.field("f32", &m.f32)
        v.field("f32Maybe", &m.f32Maybe)
        v.field("f64", &m.f64)
        v.field("f64Maybe", &m.f64Maybe)
        v.field("name", &m.name)
        v.field("nameMaybe", &m.nameMaybe)
        v.field("channel", &m.channel)
        v.field("channelMaybe", &m.channelMaybe)
        v.field("phrase", &m.phrase)
        v.field("phraseMaybe", &m.phraseMaybe)
        v.field("part", &m.part)
        v.field("bools", &m.bools)
        v.field("seasons", &m.seasons)
        v.field("u16s", &m.u16s)
        v.field("u32s", &m.u32s)
        v.field("u53s", &m.u53s)
        v.field("times", &m.times)
        v.field("f32s", &m.f32s)
        v.field("f64s", &m.f64s)
        v.field("names", &m.names)
        v.field("namesMaybe", &m.namesMaybe)
        v.field("parts", &m.parts)
        v.field("partsMaybe", &m.partsMaybe)
        v.field("points", &m.points)
        v.field("text", &m.text)
        v.field("textMaybe", &m.textMaybe)
        v.field("bytes", &m.bytes)
        v.field("document", &m.document)
        v.field("documentMaybe", &m.documentMaybe)
    }
}
