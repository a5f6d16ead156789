import EnergyCodec
import JSONCodec
import LifelineCore
import SchemaGenerator
import Testing

@Suite("Golden vectors")
struct VectorTests {
    @Test("JSON becomes its energy bytes, energy its JSON, and each itself", arguments: VectorFile.canonical)
    func canonical(file: String) throws {
        for vector in try VectorFile(file).vectors {
            let json = try vector.bytes("json", hex: false)
            let energy = try vector.bytes("energy", hex: true)
            let fromJSON = try Reading(json, as: JSONCodec.self)
            let fromEnergy = try Reading(energy, as: EnergyCodec.self)
            #expect(try fromJSON.written(as: EnergyCodec.self) == energy, "\(file): \(vector.name)")
            #expect(try fromJSON.written(as: JSONCodec.self) == json, "\(file): \(vector.name)")
            #expect(try fromEnergy.written(as: JSONCodec.self) == json, "\(file): \(vector.name)")
            #expect(try fromEnergy.written(as: EnergyCodec.self) == energy, "\(file): \(vector.name)")
        }
    }

    @Test("A delta changes the same fields in both codecs")
    func deltas() throws {
        for vector in try VectorFile("deltas.json").vectors {
            let fromJSON = try Reading(vector.bytes("json", hex: false), as: JSONCodec.self)
            let fromEnergy = try Reading(vector.bytes("energy", hex: true), as: EnergyCodec.self)
            let merged = try fromJSON.written(as: EnergyCodec.self)
            #expect(try fromEnergy.written(as: EnergyCodec.self) == merged, "\(vector.name)")
            #expect(fromEnergy.messages.first?.envelope.flags.contains(.delta) == true, "\(vector.name)")
        }
    }

    @Test("What other writers may send means what its canonical form means")
    func lenient() throws {
        for vector in try VectorFile("lenient.json").vectors {
            let isEnergy = vector["codec"]?.text == "energy"
            let bytes = try vector.bytes("variant", hex: isEnergy)
            let reading =
                try isEnergy ? Reading(bytes, as: EnergyCodec.self) : Reading(bytes, as: JSONCodec.self)
            let json = try reading.written(as: JSONCodec.self)
            let energy = try reading.written(as: EnergyCodec.self)
            #expect(String(decoding: json, as: UTF8.self) == vector["json"]?.text, "\(vector.name)")
            #expect(Hex.text(energy) == vector["energy"]?.text, "\(vector.name)")
        }
    }

    @Test("What is invalid is refused for the reason named", arguments: ["invalid-json.json", "invalid-energy.json"])
    func invalid(file: String) throws {
        for vector in try VectorFile(file).vectors {
            let key = vector["hex"] == nil ? "text" : "hex"
            let bytes = try vector.bytes(key, hex: key == "hex")
            let error = #expect(throws: CodecError.self, "\(file): \(vector.name)") {
                _ =
                    try vector["codec"]?.text == "energy"
                    ? Reading(bytes, as: EnergyCodec.self) : Reading(bytes, as: JSONCodec.self)
            }
            // The case without what it carries: `tooDeep(limit: 16)` is `tooDeep`.
            let reason = error.map { "\($0.reason)".prefix { $0 != "(" } } ?? ""
            #expect(
                String(reason) == vector["reason"]?.text, "\(file): \(vector.name): \(error?.description ?? "read")")
        }
    }
}
