import LifelineCore

/// Whether a value says again what is held, found without making its canonical form.
extension JSONGrammar {
    /// Where the value that starts at `p` ends, if its canonical form is `held`, which must be canonical itself; nil if
    /// it is another value, or none. Allocates nothing.
    ///
    /// No value that is checked elsewhere gets past unchecked: what says the same, mark by mark, is as valid.
    public static func end(
        ofSame held: UnsafeRawBufferPointer, _ p: UnsafeRawPointer, _ end: UnsafeRawPointer
    ) -> UnsafeRawPointer? {
        guard !held.isEmpty, var h = held.baseAddress else { return nil }
        let heldEnd = h + held.count
        var p = p
        while h < heldEnd {
            p = JSONScanner.skipWhiteSpace(p, end)
            guard p < end else { return nil }
            let mark = h.load(as: UInt8.self)
            let isSame =
                switch mark {
                case 0x22: sameString(&h, heldEnd, &p, end)
                case 0x2D, 0x30...0x39: sameNumber(&h, heldEnd, &p, end)
                case 0x66: sameBytes(&h, heldEnd, &p, end, 5)
                case 0x6E, 0x74: sameBytes(&h, heldEnd, &p, end, 4)
                default: sameBytes(&h, heldEnd, &p, end, 1)
                }
            guard isSame else { return nil }
        }
        return p
    }

    private static func sameBytes(
        _ h: inout UnsafeRawPointer, _ heldEnd: UnsafeRawPointer, _ p: inout UnsafeRawPointer, _ end: UnsafeRawPointer,
        _ count: Int
    ) -> Bool {
        guard heldEnd - h >= count, end - p >= count else { return false }
        for place in 0..<count
        where h.load(fromByteOffset: place, as: UInt8.self) != p.load(fromByteOffset: place, as: UInt8.self) {
            return false
        }
        h += count
        p += count
        return true
    }

    private static func sameString(
        _ h: inout UnsafeRawPointer, _ heldEnd: UnsafeRawPointer, _ p: inout UnsafeRawPointer, _ end: UnsafeRawPointer
    ) -> Bool {
        var (escaped, heldEscaped, fault) = (false, false, JSONFault())
        guard p.load(as: UInt8.self) == 0x22, let close = JSONString.scan(p + 1, end, &escaped, &fault),
            let heldClose = JSONString.scan(h + 1, heldEnd, &heldEscaped, &fault)
        else { return false }
        let held = UnsafeRawBufferPointer(start: h + 1, count: heldClose - (h + 1))
        guard JSONString.says(p + 1, close, held, isText: heldEscaped) else { return false }
        h = heldClose + 1
        p = close + 1
        return true
    }

    private static func sameNumber(
        _ h: inout UnsafeRawPointer, _ heldEnd: UnsafeRawPointer, _ p: inout UnsafeRawPointer, _ end: UnsafeRawPointer
    ) -> Bool {
        var value = 0.0
        var fault = JSONNumber.Fault.syntax
        guard let next = JSONNumber.read(p, end, &value, &fault) else { return false }
        let count = withUnsafeTemporaryAllocation(byteCount: JSONNumber.bytesMax, alignment: 1) { room -> Int in
            guard let start = room.baseAddress else { return 0 }
            let count = JSONNumber.write(value, to: start) - start
            return room[..<count].elementsEqual(UnsafeRawBufferPointer(start: h, count: min(count, heldEnd - h)))
                ? count : 0
        }
        // The number held may go on.
        guard count > 0, h + count == heldEnd || [0x2C, 0x5D, 0x7D].contains((h + count).load(as: UInt8.self)) else {
            return false
        }
        h += count
        p = next
        return true
    }
}
