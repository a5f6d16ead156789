import SchemaGenerator
import Testing

@Suite("Frozen layouts")
struct FrozenLayoutsTests {
    private static func field(
        _ key: String, _ kind: String, bit: Int, offset: Int, size: Int, optional: Bool = false,
        _ more: JSONTree = .object([])
    ) -> JSONTree {
        let field: JSONTree = [
            "key": .string(key), "kind": .string(kind), "bit": .number("\(bit)"), "offset": .number("\(offset)"),
            "size": .number("\(size)"), "optional": .bool(optional),
        ]
        return .object(field.members + more.members)
    }

    private static func layouts(
        _ fields: [JSONTree], type: String = "storm", code: Int = 0x400, textBearing: Bool = false
    ) -> JSONTree {
        [
            "layout": 1,
            "types": [
                [
                    "type": .string(type), "code": .number("\(code)"), "textBearing": .bool(textBearing),
                    "fields": .array(fields),
                ]
            ],
        ]
    }

    private static let strength = field("strength", "u32", bit: 0, offset: 0, size: 4)
    private static let kind = field("kind", "enum8", bit: 1, offset: 4, size: 1, ["names": ["rain", "hail"]])
    private static let frozen = layouts([strength, kind])

    private func faults(_ today: JSONTree, since frozen: JSONTree = FrozenLayoutsTests.frozen) -> [String] {
        FrozenLayouts.faults(frozen: frozen, today: today)
    }

    @Test("What stays the same is no fault")
    func same() { #expect(faults(Self.frozen).isEmpty) }

    @Test("An optional field at the end and one more alternative are growth")
    func growth() {
        let kind = Self.field("kind", "enum8", bit: 1, offset: 4, size: 1, ["names": ["rain", "hail", "snow"]])
        let gusts = Self.field("gusts", "u32", bit: 2, offset: 8, size: 4, optional: true)
        #expect(faults(Self.layouts([Self.strength, kind, gusts])).isEmpty)
    }

    @Test("A moved field is found")
    func moved() {
        let strength = Self.field("strength", "u32", bit: 1, offset: 4, size: 4)
        let kind = Self.field("kind", "enum8", bit: 0, offset: 0, size: 1, ["names": ["rain", "hail"]])
        #expect(!faults(Self.layouts([kind, strength])).isEmpty)
        #expect(
            faults(Self.layouts([strength, Self.kind])).contains { $0.contains("storm.strength: offset was 0, is 4") })
    }

    @Test("A field that is gone, renamed, re-typed or not optional any more is found")
    func changed() {
        #expect(faults(Self.layouts([Self.strength])) == ["storm.kind: the field is gone"])
        #expect(faults(Self.layouts([Self.field("power", "u32", bit: 0, offset: 0, size: 4), Self.kind])).count == 1)
        #expect(
            faults(Self.layouts([Self.field("strength", "f32", bit: 0, offset: 0, size: 4), Self.kind])).count == 1)
        let optional = Self.field("strength", "u32", bit: 0, offset: 0, size: 4, optional: true)
        #expect(faults(Self.layouts([optional, Self.kind])).count == 1)
    }

    @Test("A new field that old messages would lack is found")
    func required() {
        let gusts = Self.field("gusts", "u32", bit: 2, offset: 8, size: 4)
        #expect(faults(Self.layouts([Self.strength, Self.kind, gusts])).count == 1)
    }

    @Test("Alternatives in another order are found")
    func alternatives() {
        let kind = Self.field("kind", "enum8", bit: 1, offset: 4, size: 1, ["names": ["hail", "rain"]])
        #expect(faults(Self.layouts([Self.strength, kind])).count == 1)
    }

    @Test("A type that is gone, has another number, or whose number has another type is found")
    func types() {
        #expect(faults(["types": []]) == ["storm: the type is gone"])
        #expect(faults(Self.layouts([Self.strength, Self.kind], code: 0x401)).count == 1)
        #expect(faults(Self.layouts([Self.strength, Self.kind], type: "calm")).count == 2)
        #expect(faults(Self.layouts([Self.strength, Self.kind], textBearing: true)).count == 1)
    }

    @Test("Rows are held to the same, words may widen and never narrow, packed parts stay")
    func inside() {
        func rows(_ fields: [JSONTree]) -> JSONTree {
            Self.layouts([
                Self.field(
                    "rows", "list", bit: 0, offset: 0, size: 8, ["of": ["kind": "part", "fields": .array(fields)]])
            ])
        }
        func name(_ bytesMax: Int) -> JSONTree {
            Self.layouts([
                Self.field(
                    "n", "name", bit: 0, offset: 0, size: 8, ["bytesMax": .number("\(bytesMax)"), "pattern": "a"])
            ])
        }
        func packed(_ keys: JSONTree) -> JSONTree {
            Self.layouts([
                Self.field(
                    "p", "list", bit: 0, offset: 0, size: 8, ["of": ["kind": "packed", "size": 8, "keys": keys]])
            ])
        }
        let more = Self.field("more", "u32", bit: 1, offset: 4, size: 4, optional: true)
        #expect(faults(rows([Self.strength, more]), since: rows([Self.strength])).isEmpty)
        #expect(
            faults(rows([more, Self.strength]), since: rows([Self.strength])).contains { $0.contains("storm.rows[]") })
        #expect(faults(name(129), since: name(128)).isEmpty)
        #expect(faults(name(127), since: name(128)).count == 1)
        #expect(faults(packed(["y", "x"]), since: packed(["x", "y"])).count == 1)
    }

    @Test("Of today's layouts every single field that moves is found")
    func doctored() throws {
        let today = try VectorFile.layouts()
        #expect(faults(today, since: today).isEmpty)
        for (index, type) in (today["types"]?.elements ?? []).enumerated() {
            for number in (type["fields"]?.elements ?? []).indices {
                let moved = doctor(today, type: index, field: number)
                #expect(faults(moved, since: today).count == 1, "\(type["type"]?.text ?? "") \(number)")
            }
        }
    }

    /// A copy in which one field starts eight bytes later.
    private func doctor(_ tree: JSONTree, type: Int, field: Int) -> JSONTree {
        tree.changing("types") { types in
            types.changing(type) { type in
                type.changing("fields") { fields in
                    fields.changing(field) { field in
                        field.changing("offset") { .number("\(($0.integer ?? 0) + 8)") }
                    }
                }
            }
        }
    }
}

extension JSONTree {
    fileprivate func changing(_ key: String, _ change: (JSONTree) -> JSONTree) -> JSONTree {
        .object(members.map { $0.key == key ? Member(key: key, value: change($0.value)) : $0 })
    }

    fileprivate func changing(_ index: Int, _ change: (JSONTree) -> JSONTree) -> JSONTree {
        .array(elements.enumerated().map { $0.offset == index ? change($0.element) : $0.element })
    }
}
