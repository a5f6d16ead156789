/// SHA-1 of the one message a WebSocket handshake needs: 60 bytes, a key and the RFC's constant.
///
/// Not for secrets. RFC 6455 asks for it to tell a WebSocket server from one that echoes.
enum SHA1 {
    /// The digest, as five big-endian words.
    typealias Digest = SIMD8<UInt32>

    /// `words` are the message's fifteen big-endian words. Its padding fills a second block that is always the same.
    static func digest(words: InlineArray<16, UInt32>) -> Digest {
        let start = Digest(0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0, 0, 0, 0)
        var padded = words
        padded[15] = 0x8000_0000
        var padding = InlineArray<16, UInt32>(repeating: 0)
        padding[15] = 60 * 8
        return absorbed(padding, into: absorbed(padded, into: start))
    }

    /// FIPS 180-4 §6.1.2, with the message schedule in a ring of sixteen words.
    private static func absorbed(_ block: InlineArray<16, UInt32>, into hash: Digest) -> Digest {
        var w = block
        var (a, b, c, d, e) = (hash[0], hash[1], hash[2], hash[3], hash[4])
        var t = 0

        @inline(__always)
        func word(_ t: Int) -> UInt32 {
            if t < 16 { return w[unchecked: t] }
            let mixed =
                w[unchecked: (t &- 3) & 15] ^ w[unchecked: (t &- 8) & 15] ^ w[unchecked: (t &- 14) & 15]
                ^ w[unchecked: t & 15]
            let next = turned(mixed, 1)
            w[unchecked: t & 15] = next
            return next
        }

        @inline(__always)
        func rounds(upTo end: Int, _ constant: UInt32, _ choose: (UInt32, UInt32, UInt32) -> UInt32) {
            while t < end {
                let next = turned(a, 5) &+ choose(b, c, d) &+ e &+ constant &+ word(t)
                (e, d, c, b, a) = (d, c, turned(b, 30), a, next)
                t &+= 1
            }
        }

        rounds(upTo: 20, 0x5A82_7999) { b, c, d in d ^ (b & (c ^ d)) }
        rounds(upTo: 40, 0x6ED9_EBA1) { b, c, d in b ^ c ^ d }
        rounds(upTo: 60, 0x8F1B_BCDC) { b, c, d in (b & c) | (d & (b | c)) }
        rounds(upTo: 80, 0xCA62_C1D6) { b, c, d in b ^ c ^ d }
        return hash &+ Digest(a, b, c, d, e, 0, 0, 0)
    }

    @inline(__always)
    private static func turned(_ word: UInt32, _ by: UInt32) -> UInt32 { word &<< by | word &>> (32 &- by) }
}
