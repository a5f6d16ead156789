extension JSONString {
    /// How many bytes `write` will need for `bytes`, quotes included, and a little to scribble in.
    @inlinable @inline(__always) public static func roomForWriting(_ bytes: UnsafeRawBufferPointer) -> Int {
        bytes.count < 128 ? bytes.count &* 6 &+ 16 : roomCounted(bytes)
    }

    @usableFromInline @inline(never) static func roomCounted(_ bytes: UnsafeRawBufferPointer) -> Int {
        var room = bytes.count &+ 16
        for byte in bytes where byte < 0x20 || byte == 0x22 || byte == 0x5C { room &+= 5 }
        return room
    }

    /// Writes UTF-8 `bytes` as a string with its quotes: `\" \\ \b \f \n \r \t`, other control characters as `\u00xx`,
    /// everything else as it is. Needs `roomForWriting`.
    @inlinable @inline(__always) public static func write(
        _ bytes: UnsafeRawBufferPointer, to out: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        out.storeBytes(of: 0x22, as: UInt8.self)
        let count = bytes.count
        if count >= 8, count <= 16, let p = bytes.baseAddress {
            let head = p.loadUnaligned(as: UInt64.self)
            let tail = (p + (count &- 8)).loadUnaligned(as: UInt64.self)
            (out + 1).storeBytes(of: head, as: UInt64.self)
            (out + (count &- 7)).storeBytes(of: tail, as: UInt64.self)
            if special(head) | special(tail) == 0 {
                (out + (count &+ 1)).storeBytes(of: 0x22, as: UInt8.self)
                return out + (count &+ 2)
            }
        }
        return writeRest(bytes, to: out + 1)
    }

    @usableFromInline @inline(never) static func writeRest(
        _ bytes: UnsafeRawBufferPointer, to out: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        var q = out
        if var p = bytes.baseAddress {
            let end = p + bytes.count
            while end - p >= 8 {
                let word = p.loadUnaligned(as: UInt64.self)
                q.storeBytes(of: word, as: UInt64.self)
                let stop = special(word)
                if stop != 0 {
                    let clean = stop.trailingZeroBitCount >> 3
                    p += clean
                    q = escape(p.load(as: UInt8.self), to: q + clean)
                    p += 1
                } else {
                    p += 8
                    q += 8
                }
            }
            while p < end {
                let byte = p.load(as: UInt8.self)
                if byte < 0x20 || byte == 0x22 || byte == 0x5C {
                    q = escape(byte, to: q)
                } else {
                    q.storeBytes(of: byte, as: UInt8.self)
                    q += 1
                }
                p += 1
            }
        }
        q.storeBytes(of: 0x22, as: UInt8.self)
        return q + 1
    }

    private static func escape(_ byte: UInt8, to out: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        let short: UInt8? =
            switch byte {
            case 0x22, 0x5C: byte
            case 0x08: 0x62
            case 0x09: 0x74
            case 0x0A: 0x6E
            case 0x0C: 0x66
            case 0x0D: 0x72
            default: nil
            }
        out.storeBytes(of: 0x5C, as: UInt8.self)
        if let short {
            (out + 1).storeBytes(of: short, as: UInt8.self)
            return out + 2
        }
        (out + 1).storeBytes(of: 0x75, as: UInt8.self)
        (out + 2).storeBytes(of: 0x3030, as: UInt16.self)
        (out + 4).storeBytes(of: hexDigit(byte >> 4), as: UInt8.self)
        (out + 5).storeBytes(of: hexDigit(byte & 15), as: UInt8.self)
        return out + 6
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 &+ value : 0x57 &+ value }
}
