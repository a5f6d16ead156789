import LifelineCore

/// One field of every kind there is.
struct Everything: Message {
    static let kind = Kind(0x400, "everything")
    var bool = false
    var when: Timestamp?
    var small: UInt16 = 0
    var state: Motion.State = .idle
    var large: UInt64 = 0
    var ratio: Float = 0
    var precise: Double?
    var channel: ChannelName?
    var phrase = Phrase()
    var text = Text()
    var note: Text?
    var bytes: Bytes = []
    var document = Document()
    var other: Document?
    var flags: [Bool] = []
    var states: [Motion.State] = []
    var words: [UInt16] = []
    var longs: [UInt32] = []
    var seqs: [UInt64] = []
    var times: [Timestamp] = []
    var floats: [Float] = []
    var doubles: [Double] = []
    var names: [Name] = []
    var maybe: [Name]?
    var place: Place?
    var places: [Place] = []
    var more: [Place]?
    var points: [Point] = []
    var items: [Item] = []

    static func describe<V: Visitor & ~Copyable>(_ m: inout Everything, _ v: inout V) {
        v.field("bool", &m.bool)
        v.field("when", &m.when)
        v.field("small", &m.small)
        v.field("state", &m.state)
        v.field("large", &m.large)
        v.field("ratio", &m.ratio)
        v.field("precise", &m.precise)
        v.field("channel", &m.channel)
        v.field("phrase", &m.phrase)
        v.field("text", &m.text)
        v.field("note", &m.note)
        v.field("bytes", &m.bytes)
        v.field("document", &m.document)
        v.field("other", &m.other)
        v.field("flags", &m.flags)
        v.field("states", &m.states)
        v.field("words", &m.words)
        v.field("longs", &m.longs)
        v.field("seqs", &m.seqs)
        v.field("times", &m.times)
        v.field("floats", &m.floats)
        v.field("doubles", &m.doubles)
        v.field("names", &m.names)
        v.field("maybe", &m.maybe)
        v.field("place", &m.place)
        v.field("places", &m.places)
        v.field("more", &m.more)
        v.field("points", &m.points)
        v.field("items", &m.items)
    }
}

struct Place: Part {
    var open = false
    var at: Timestamp?
    var name = Name()
    var weights: [Float] = []
    var position: Position?
    static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Place, _ v: inout V) {
        v.field("open", &m.open)
        v.field("at", &m.at)
        v.field("name", &m.name)
        v.field("weights", &m.weights)
        v.field("position", &m.position)
    }
}

struct Point: Packed, Hashable {
    var x: Float = 0
    var y: Float = 0
    var z: Float = 0
    static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Point, _ v: inout V) {
        v.field("x", &m.x)
        v.field("y", &m.y)
        v.field("z", &m.z)
    }
}

/// The message the figures are for: ten fields, some particles.
struct Motion: Abstract {
    static let kind = Kind(0x401, "motion")
    var modelId = Name()
    var frame: UInt64 = 0
    var ts: Double = 0
    var energy: Double = 0
    var rate: Double = 0
    var total: Double = 0
    var fps: Double = 0
    var tokens: UInt64 = 0
    var state: State = .idle
    var particles: [Point] = []

    enum State: UInt8, Enumeration {
        case idle, prefill, decode, done
        static var names: Int { 4 }
        var name: StaticString {
            switch self {
            case .idle: "idle"
            case .prefill: "prefill"
            case .decode: "decode"
            case .done: "done"
            }
        }
    }

    @inline(__always)
    static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Motion, _ v: inout V) {
        v.field("modelId", &m.modelId)
        v.field("frame", &m.frame)
        v.field("ts", &m.ts)
        v.field("energy", &m.energy)
        v.field("rate", &m.rate)
        v.field("total", &m.total)
        v.field("fps", &m.fps)
        v.field("tokens", &m.tokens)
        v.field("state", &m.state)
        v.field("particles", &m.particles)
    }
}
