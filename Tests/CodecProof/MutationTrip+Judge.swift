package import JSONCodec
import JSONGrammar
package import LifelineCore

extension MutationTrip {
    /// Reads `bytes` with one codec and carries what it accepts to the other and back.
    package static func judge<A: Codec, B: Codec, M: Message>(
        _ bytes: [UInt8], _ fresh: M, _ here: inout Wire<A>, _ there: inout Wire<B>, _ used: M
    ) throws -> Reading {
        let reading = here.read(bytes, onto: fresh)
        if let mistake = reading.mistake { throw Mismatch("\(A.name): \(mistake)", bytes) }
        let again = here.read(bytes, onto: used)
        if let difference = difference(reading, again) {
            throw Mismatch("\(A.name): what was there before shows: \(difference)", bytes)
        }
        for item in reading.items { try carry(item, bytes, &here, &there) }
        return reading
    }

    /// A value that one codec accepts is one that both can say.
    private static func carry<A: Codec, B: Codec>(
        _ item: Item, _ bytes: [UInt8], _ here: inout Wire<A>, _ there: inout Wire<B>
    ) throws {
        do {
            let mine = try here.write(item)
            let its = try there.write(item)
            func back<M: Message>(_ message: M) throws {
                let other = there.read(its, onto: M())
                guard other.faults.isEmpty, other.items.count == 1, FieldBytes.areSame(other.items[0], item),
                    try here.write(other.items[0]) == mine
                else { throw Mismatch("\(B.name) reads another value than \(A.name) wrote", its) }
            }
            try back(item.payload)
        } catch {
            let inner = error as? Mismatch
            var mismatch = Mismatch("\(A.name) accepts what does not travel: \(inner?.what ?? "\(error)")", bytes)
            mismatch.records += inner?.records ?? []
            throw mismatch
        }
    }

    /// JSON alone: white space changes nothing, and what is accepted is JSON to one who knows no fields.
    package static func judge<M: Message>(
        json bytes: [UInt8], _ reading: Reading, _ fresh: M, _ wire: borrowing Wire<JSONCodec>
    ) throws {
        let spaced = Respelling.spaced(bytes)
        if let difference = difference(reading, wire.read(spaced, onto: fresh)) {
            throw Mismatch("json: white space makes a difference: \(difference)", bytes, spaced)
        }
        let isJSON = bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return false }
            var scanner = JSONScanner(depthMax: wire.limits.depthMax, keysMax: .max)
            var fault = JSONFault()
            let first = JSONScanner.skipWhiteSpace(start, start + bytes.count)
            guard let end = scanner.skip(first, start + bytes.count, &fault) else { return false }
            return JSONScanner.skipWhiteSpace(end, start + bytes.count) == start + bytes.count
        }
        if reading.isRecord, !isJSON { throw Mismatch("json: accepts what is not JSON", bytes) }
    }

    /// What is different about two readings of what should be the same; nil if nothing is.
    private static func difference(_ a: Reading, _ b: Reading) -> String? {
        guard a.parts.count == b.parts.count else { return "\(a.parts.count) messages, then \(b.parts.count)" }
        for (a, b) in zip(a.parts, b.parts) {
            switch (a, b) {
            case (.message(let a), .message(let b)):
                if !FieldBytes.areSame(a, b) { return "another value" }
            case (.fault(let a), .fault(let b)):
                if a.reason != b.reason || a.field != b.field { return "\(a), then \(b)" }
            case (.fault(let error), .message), (.message, .fault(let error)): return "refused once only: \(error)"
            }
        }
        return nil
    }
}
