import CodecTestKit
package import LifelineCore
package import LifelineSimulation

/// Takes random fields out of random messages and applies the rest as a delta: with both codecs the fields that are
/// there change, and no other. Then has both codecs write the delta between the two states: applied, it makes the one
/// into the other, and it names what changed and nothing else.
package struct DeltaTrip: TypeVisitor {
    package let count: Int
    package let seed: Seed

    package init(_ count: Int, _ seed: Seed) {
        self.count = count
        self.seed = seed
    }

    package mutating func visit<M: Message>(_ type: M.Type) throws {
        var pair = Pair()
        var filler = RandomFiller(
            Randomness(Seed(rawValue: seed.rawValue &* 31 &+ UInt64(M.kind.code))), items: .control)
        for round in 0..<count {
            filler.random = Randomness(Seed(rawValue: filler.random.next()))
            do {
                try DeltaTrip.apply(M.self, &filler, &pair)
            } catch {
                throw ValueTrip.named(error, M.kind, round, seed)
            }
        }
    }

    private static func apply<M: Message>(_ type: M.Type, _ filler: inout RandomFiller, _ pair: inout Pair) throws {
        let held = filler.message(M.self)
        let change = filler.message(M.self)
        var envelope = filler.envelope(of: M.self)
        envelope.flags.insert(.delta)
        let names = Members.of(M.self)
        let masks: [UInt64] = [filler.random.next(), filler.random.next() & filler.random.next(), 0, ~0]
        let mask = filler.random.pick(masks)
        let kept = names.enumerated().filter { mask >> UInt64($0.offset) & 1 == 1 }.map(\.element)

        let (text, present) = cut(try pair.json.write(change, envelope), to: Set(kept))
        let frame = cut(try pair.energy.write(change, envelope), to: mask)
        var (fromText, fromFrame) = (held, held)
        guard try pair.json.read(text, into: &fromText) == envelope,
            try pair.energy.read(frame, into: &fromFrame) == envelope
        else { throw Mismatch("another envelope", text, frame) }

        let (old, new) = (fields(held), fields(change))
        let wanted = Dictionary(uniqueKeysWithValues: names.map { ($0, present.contains($0) ? new[$0] : old[$0]) })
        for (codec, message) in [("json", fromText), ("energy", fromFrame)] {
            let fields = fields(message)
            for name in names where fields[name] != wanted[name] {
                throw Mismatch("the \(codec) delta of \(kept) makes \(name) \(fields[name] ?? "nothing")", text, frame)
            }
        }
        try DeltaTrip.write(from: held, to: fromText, envelope, &pair)
    }

    private static func write<M: Message>(from held: M, to next: M, _ envelope: Envelope, _ pair: inout Pair) throws {
        let (old, new) = (fields(held), fields(next))
        let changed = Members.of(M.self).map { old[$0] != new[$0] }
        let expected = changed.enumerated().reduce(UInt64(0)) { $1.element ? $0 | 1 << UInt64($1.offset) : $0 }
        var notes = ByteSink()
        guard let changes = MessageDriver(M.self).changes(from: held, to: next, &notes) else {
            guard !changed.contains(false) || M.kind == StateSnapshot.kind else { throw Mismatch("a delta is missed") }
            return
        }
        guard changes == expected else { throw Mismatch("\(changes) changed, not \(expected)") }
        let text = try pair.json.write(next, changes: changes, envelope)
        let frame = try pair.energy.write(next, changes: changes, envelope)
        var (fromText, fromFrame) = (held, held)
        guard try pair.json.read(text, into: &fromText) == envelope,
            try pair.energy.read(frame, into: &fromFrame) == envelope,
            FieldBytes.areSame(fromText, next), FieldBytes.areSame(fromFrame, next)
        else { throw Mismatch("the delta makes something else", text, frame) }
        let (named, _) = Members.split(text, from: payload(text))
        guard named.map(\.0) == Members.of(M.self).enumerated().filter({ changed[$0.offset] }).map(\.element) else {
            throw Mismatch("the delta names \(named.map(\.0))", text, frame)
        }
    }

    /// Without the members of the payload that are not in `kept`; and those that remain.
    private static func cut(_ text: [UInt8], to kept: Set<String>) -> ([UInt8], Set<String>) {
        let start = payload(text)
        let (members, end) = Members.split(text, from: start)
        let left = members.filter { kept.contains($0.0) }
        let inside = left.map { text[$0.1] }.joined(separator: [UInt8(ascii: ",")])
        return (Array(text[...start] + inside + text[end...]), Set(left.map(\.0)))
    }

    /// Where the payload begins.
    private static func payload(_ text: [UInt8]) -> Int {
        let mark = Array("\"payload\":".utf8)
        guard let at = text.indices.first(where: { text[$0...].starts(with: mark) }) else {
            preconditionFailure("an envelope without payload")
        }
        return at + mark.count
    }

    /// The bits of presence go, the bytes stay: nobody may look at them.
    private static func cut(_ frame: [UInt8], to mask: UInt64) -> [UInt8] {
        var frame = frame
        frame.withUnsafeMutableBytes { frame in
            let presence = frame.loadUnaligned(fromByteOffset: 40, as: UInt64.self)
            frame.storeBytes(of: presence & mask, toByteOffset: 40, as: UInt64.self)
        }
        return frame
    }

    /// What a dump says of each field.
    private static func fields<M: Message>(_ message: M) -> [String: String] {
        var fields: [String: String] = [:]
        var name = ""
        for line in FieldDump.of(message).split(separator: "\n").dropFirst() {
            if !line.dropFirst(2).hasPrefix(" ") { name = String(line.dropFirst(2).prefix { $0 != " " }) }
            fields[name, default: ""] += line + "\n"
        }
        return fields
    }
}
