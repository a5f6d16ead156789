import CodecTestKit
package import LifelineCore
package import LifelineSimulation

/// Spells random messages in JSON as another writer might: keys in any order, some with escapes, white space, and keys
/// nobody knows. It is the same message.
package struct SpellingTrip: TypeVisitor {
    package let count: Int
    package let seed: Seed

    package init(_ count: Int, _ seed: Seed) {
        self.count = count
        self.seed = seed
    }

    package mutating func visit<M: Message>(_ type: M.Type) throws {
        var pair = Pair()
        var filler = RandomFiller(
            Randomness(Seed(rawValue: seed.rawValue &* 37 &+ UInt64(M.kind.code))), items: .control)
        for round in 0..<count {
            filler.random = Randomness(Seed(rawValue: filler.random.next()))
            do {
                try SpellingTrip.spell(M.self, &filler, &pair)
            } catch {
                throw ValueTrip.named(error, M.kind, round, seed)
            }
        }
    }

    private static func spell<M: Message>(_ type: M.Type, _ filler: inout RandomFiller, _ pair: inout Pair) throws {
        let message = filler.message(M.self)
        let envelope = filler.envelope(of: M.self)
        let text = try pair.json.write(message, envelope)
        let frame = try pair.energy.write(message, envelope)
        let spelled = spelled(text, &filler.random)
        // What is held may be anything but for a delta, which keeps what it lacks.
        let reading = pair.json.read(spelled, onto: filler.message(M.self))
        guard reading.faults.isEmpty, reading.mistake == nil, reading.items.count == 1 else {
            throw Mismatch("\(reading.faults)", text, spelled)
        }
        let item = reading.items[0]
        guard item.envelope == envelope, try pair.energy.write(item) == frame else {
            throw Mismatch("another message", text, spelled)
        }
    }

    /// A message as another writer might spell it. `isStrange` adds what nobody knows.
    static func spelled(_ text: [UInt8], isStrange: Bool = true, _ random: inout Randomness) -> [UInt8] {
        object(text, isEnvelope: true, isStrange, &random)
    }

    /// The members of an object in another order, and of the payload in it.
    private static func object(
        _ text: [UInt8], isEnvelope: Bool, _ isStrange: Bool, _ random: inout Randomness
    ) -> [UInt8] {
        var members = Members.split(text, from: 0).members.map { name, range -> (name: String, text: [UInt8]) in
            let key = Array(text[range].prefix(name.utf8.count + 3))
            var value = Array(text[range].dropFirst(key.count))
            if isEnvelope, name == "payload" {
                value = object(value, isEnvelope: false, isStrange, &random)
            } else {
                value = Respelling.escaped(value, &random)
            }
            return (name, escaped(name, &random) + space(&random) + [0x3A] + space(&random) + value)
        }
        for index in members.indices.dropFirst() { members.swapAt(index, random.range(0...index)) }
        // A delta says so before its payload: after it the old value would be gone.
        for name in isStrange ? ["delta"] : ["delta", "channel", "type"] where isEnvelope {
            guard let place = members.firstIndex(where: { $0.name == name }),
                let payload = members.firstIndex(where: { $0.name == "payload" }), payload < place
            else { continue }
            members.swapAt(place, payload)
        }
        for piece in strange where isStrange && random.chance(0.3) {
            members.insert(("", piece), at: random.range(0...members.count))
        }
        let inside = members.map { space(&random) + $0.text + space(&random) }.joined(separator: [0x2C])
        return [0x7B] + space(&random) + Array(inside) + [0x7D]
    }

    private static func escaped(_ name: String, _ random: inout Randomness) -> [UInt8] {
        let text = Array("\"\(name)\"".utf8)
        return random.chance(0.2) ? Respelling.escaped(text, &random) : text
    }

    private static func space(_ random: inout Randomness) -> [UInt8] {
        random.pick([[], [], [0x20], [0x0A, 0x09], [0x0D, 0x20]])
    }

    private static let strange = [
        #""x":null"#, #""":[{},{"a":[1,-0.5e-3]}]"#, #""paylo\u0061d2":{"type":"ack"}"#, #""Type" : "\ud834\udd1e}""#,
    ].map { Array($0.utf8) }
}
