import EnergyCodec
import LifelineCore
import Testing

@Suite("Fields are appended: old readers ignore them, new readers do without")
struct GrowthTests {
    @Test("An old reader takes a new message and counts what it does not know")
    func newToOld() throws {
        var new = New()
        new.level = 3
        new.row = [NewRow(), NewRow()]
        new.row[0].name = "first"
        new.row[1].name = "second"
        new.row[1].extra = 9
        new.row[1].tags = ["a", "b"]
        new.one = NewRow()
        new.one!.name = "only"
        new.note = "new"
        new.count = 7
        let bytes = try encoded(new)
        try bytes.withUnsafeBytes { bytes in
            var reader = EnergyReader(bytes, vocabulary, CodecLimits())
            var envelope = Envelope()
            var old = Old()
            #expect(try reader.next(&envelope))
            try reader.payload(&old, &envelope)
            #expect(old.level == 3 && old.row.map(\.name) == ["first", "second"] && old.one?.name == "only")
            #expect(reader.unknown == 4, "note, count; one row's extra and tags")
        }
    }

    @Test("A new reader takes an old message: what it lacks is absent")
    func oldToNew() throws {
        var old = Old()
        old.level = 4
        old.row = [OldRow(), OldRow()]
        old.row[1].name = "second"
        old.one = OldRow()
        var new = New()
        new.note = "held"
        new.count = 5
        new.row = [NewRow()]
        new.row[0].extra = 3
        try decode(encoded(old), into: &new)
        #expect(new.level == 4 && new.note == nil && new.count == nil)
        #expect(new.row.map(\.name) == ["", "second"] && new.row.allSatisfy { $0.extra == nil && $0.tags == nil })
        #expect(new.one != nil)
    }

    @Test("A field that lies beyond the fixed region is absent, whatever its presence bit says")
    func beyond() throws {
        var old = Old()
        old.level = 4
        let bytes = try encoded(old).with(UInt64.max, at: 40)
        let new = try decoded(
            New.self, bytes.with(UInt64(0b11), at: 40))
        #expect(new.level == 4 && new.note == nil && new.count == nil)
    }

    @Test("A message may have 64 fields, and the 64th is there")
    func many() throws {
        var m = Wide()
        m.values[63] = 63
        m.values[0] = 1
        let bytes = try encoded(m)
        #expect(bytes.read(40, as: UInt64.self) == UInt64(1) << 63 | 1)
        #expect(try decoded(Wide.self, bytes).values == m.values)
    }
}

private struct OldRow: Part {
    var name = Name()
    static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout OldRow, _ v: inout V) { v.field("name", &m.name) }
}

private struct NewRow: Part {
    var name = Name()
    var extra: UInt64?
    var tags: [Name]?
    static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout NewRow, _ v: inout V) {
        v.field("name", &m.name)
        v.field("extra", &m.extra)
        v.field("tags", &m.tags)
    }
}

private struct Old: Abstract {
    static let kind = Kind(0x410, "grown")
    var level: UInt16 = 0
    var row: [OldRow] = []
    var one: OldRow?
    static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Old, _ v: inout V) {
        v.field("level", &m.level)
        v.field("row", &m.row)
        v.field("one", &m.one)
    }
}

private struct New: Message {
    static let kind = Kind(0x410, "grown")
    var level: UInt16 = 0
    var row: [NewRow] = []
    var one: NewRow?
    var note: Text?
    var count: UInt32?
    static func describe<V: Visitor & ~Copyable>(_ m: inout New, _ v: inout V) {
        v.field("level", &m.level)
        v.field("row", &m.row)
        v.field("one", &m.one)
        v.field("note", &m.note)
        v.field("count", &m.count)
    }
}

private struct Wide: Abstract {
    static let kind = Kind(0x411, "wide")
    var values: [UInt16?] = Array(repeating: nil, count: 64)
    static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Wide, _ v: inout V) {
        for i in 0..<64 { v.field("value", &m.values[i]) }
    }
}
