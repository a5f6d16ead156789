import EnergyProfile
import LifelineCore
import SchemaGenerator
import Testing

@Suite("Field tables")
struct FieldTableTests {
    @Test("Fields lie aligned to their size, in order, as PROTOCOL says of energy_update")
    func energyUpdate() {
        let table = FieldTable(EnergyUpdate.self)
        #expect(
            table.fields.map(\.key) == ["model", "pattern", "tokens", "energy", "total", "rate", "level", "entropy"])
        #expect(table.fields.map(\.offset) == [0, 2, 4, 8, 16, 24, 32, 36])
        #expect(table.fields.map(\.bit) == Array(0..<8))
        #expect(table.fixedBytes == 40)
    }

    @Test("A narrow field before a wide one leaves a gap")
    func gap() {
        let table = FieldTable(TokenStream.self)
        #expect(table.fields.map(\.offset) == [0, 4, 6, 8, 16, 24, 32])
        #expect(table.fields.map(\.isOptional) == [false, false, false, false, true, false, false])
        #expect(table.fixedBytes == 40)
    }

    @Test("Lists, parts and packed parts say what they are made of")
    func content() throws {
        let fields = FieldTable(EveryShape.self).fields
        func content(_ key: String) throws -> FieldTable.Content {
            try #require(fields.first { $0.key == key }).content
        }
        #expect(try content("f64s") == .scalar(.f64))
        #expect(try content("tiers") == .enumeration(["low", "mid", "high"]))
        #expect(try content("names") == .words(.name, bytesMax: 128, alphabet: .identifier))
        #expect(try content("regions") == .part(FieldTable(part: Region.self)))
        #expect(try content("region") == .part(FieldTable(part: Region.self)))
        #expect(try content("places") == .packed(FieldTable(part: Place.self)))
        #expect(FieldTable(part: Place.self).end == 12)
        #expect(FieldTable(part: Region.self).fixedBytes == 48)
    }
}
