package import LifelineSimulation

/// Damages records, by accident and with malice.
package struct Mutation {
    package var random: Randomness
    /// What is put in place of bytes that were there.
    let pieces: [[UInt8]]
    /// A frame's length is made to fit again, mostly, so that what is inside gets looked at.
    let isFramed: Bool

    package init(_ random: Randomness, framed: Bool) {
        self.random = random
        isFramed = framed
        pieces = framed ? Mutation.frames : Mutation.texts.map { Array($0.utf8) }
    }

    /// One to three damages to a copy of `record`; some take bytes out of `other`.
    package mutating func mutate(_ record: [UInt8], _ other: [UInt8]) -> [UInt8] {
        var bytes = record
        for _ in 0..<random.pick([1, 1, 1, 2, 3]) { damage(&bytes, other) }
        if isFramed, bytes.count >= 8, random.chance(0.9) {
            if random.chance(0.8) { bytes += [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8) }
            let count = UInt32(truncatingIfNeeded: bytes.count).littleEndian
            bytes.withUnsafeMutableBytes { $0.storeBytes(of: count, toByteOffset: 4, as: UInt32.self) }
        }
        return bytes
    }

    private mutating func damage(_ bytes: inout [UInt8], _ other: [UInt8]) {
        switch random.range(0...9) {
        case 0:
            guard let place = place(bytes) else { return }
            bytes[place] ^= 1 << random.range(0...7 as ClosedRange<UInt8>)
        case 1:
            guard let place = place(bytes) else { return }
            bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 2: bytes.removeSubrange(random.range(0...bytes.count)...)
        case 3: bytes.removeSubrange(range(bytes))
        case 4: bytes.insert(contentsOf: random.pick(pieces), at: random.range(0...bytes.count))
        case 5, 6: put(&bytes)
        case 7:
            // Once more what is there: a field, an element, a key.
            let range = range(bytes)
            bytes.insert(contentsOf: Array(bytes[range]), at: random.chance(0.5) ? range.upperBound : place(bytes) ?? 0)
        case 8: swap(&bytes)
        default:
            let other = random.chance(0.5) ? other : bytes
            let (head, tail) = (random.range(0...bytes.count), random.range(0...other.count))
            bytes = Array(bytes[..<head] + other[tail...])
        }
    }

    private mutating func place(_ bytes: [UInt8]) -> Int? {
        bytes.isEmpty ? nil : random.range(0...bytes.count - 1)
    }

    /// Mostly short. In a frame mostly whole words, in JSON often from mark to mark.
    private mutating func range(_ bytes: [UInt8]) -> Range<Int> {
        var start = random.range(0...bytes.count)
        var end = min(bytes.count, start + random.pick([1, 1, 2, 4, 8, 8, 16, random.range(0...bytes.count)]))
        if isFramed, random.chance(0.8) {
            (start, end) = (start & ~7, min(bytes.count, (end + 7) & ~7))
        } else if !isFramed, random.chance(0.6) {
            let marks = Array("{}[],:\"".utf8)
            start = bytes[..<start].lastIndex { marks.contains($0) } ?? start
            end = bytes[end...].firstIndex { marks.contains($0) } ?? end
        }
        return start..<end
    }

    private mutating func put(_ bytes: inout [UInt8]) {
        let piece = random.pick(pieces)
        guard isFramed else { return bytes.replaceSubrange(range(bytes), with: piece) }
        guard bytes.count >= piece.count else { return }
        let place = random.range(0...bytes.count - piece.count) / piece.count * piece.count
        bytes.replaceSubrange(place..<place + piece.count, with: piece)
    }

    private mutating func swap(_ bytes: inout [UInt8]) {
        let (a, b) = (range(bytes), range(bytes))
        guard a.upperBound <= b.lowerBound else { return }
        let (first, second) = (Array(bytes[a]), Array(bytes[b]))
        bytes.replaceSubrange(b, with: first)
        bytes.replaceSubrange(a, with: second)
    }
}

extension Mutation {
    /// Numbers that offsets, counts, presence and values do not like.
    private static let frames: [[UInt8]] = {
        let words: [UInt32] = [0, 1, 2, 7, 8, 47, 48, 56, 64, 255, 0x7FFF_FFFF, 0x8000_0000, 0x7F80_0000, .max]
        let longs: [UInt64] = [0, 1, 48, 1 << 32 | 48, 1 << 32 | 56, 1 << 53, (1 << 53) - 1, 1 << 63, .max]
        return words.map { little($0) } + longs.map { little($0) } + [[0], [1], [2], [0xFB], [0xFF], [0x20], [0x22]]
            + [[8, 0], [16, 0], [0xFF, 0xFF], [0, 0]]
    }()

    private static func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    private static let texts =
        ["{", "}", "[", "]", ",", ":", "\"", "\\", " ", "\n", "\u{0}", "\u{1F}", "\u{7F}", "é", "𝄞", "\u{FEFF}"]
        + ["null", "true", "false", "NaN", "Infinity", "0", "-0", "-1", "00", "01", "1.", ".5", "1e", "1e5", "1e400"]
        + ["65535", "65536", "4294967295", "4294967296", "9007199254740991", "9007199254740992", "1e-400", "0.5"]
        + ["1.0", "10e-1", "4398046511104", "4398046511104.001", "-4398046511104", "3.4028236e38", "1e39"]
        + ["12345678901234567890", "0.1234567890123456789012345678901234567890", "\"\"", "\"a\"", "\"é\"", "\"=\""]
        + ["\"\\u0061\"", "\"\\ud834\\udd1e\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\x\"", "\"\\/\"", "\"AA==\"", "{}"]
        + ["[]", "[[]]", "{\"a\":1}", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "[1,]", "{\"a\":1,}", ",,", "::"]
        + [",\"x\":1", "\"x\":1,", "\"delta\":true,", ",\"replay\":true", ",\"id\":1", ",\"re\":2", ",\"seq\":0"]
        + [",\"payload\":{}", "\"payload\":{},", String(repeating: "[", count: 20), String(repeating: "[1]", count: 9)]
}
