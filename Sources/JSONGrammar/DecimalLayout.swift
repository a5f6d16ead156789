/// Up to seventeen significant digits and where the point stands: the value is 0.d1d2d3... x 10^point.
struct DecimalLayout {
    /// Digits one to eight, nine to sixteen, and seventeen, in ASCII. Unused ones hold `0`.
    var high: UInt64
    var low: UInt64
    var last: UInt8
    /// How many digits up to the last that is not zero.
    var count: Int
    var point: Int

    /// Writes the text ECMAScript gives this decimal.
    @inline(__always)
    func write(to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        if UInt(bitPattern: point &- 1) < 15, count > point { return writeSplit(to: p) }
        if UInt(bitPattern: point &+ 5) < 6 { return writeFraction(to: p) }
        return Self.writeLarge(high, low, last, count, point, to: p)
    }

    /// `d.d`: the word with the point in it is stored twice, the second time without the digits before the point.
    @inline(__always)
    private func writeSplit(to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        let shift = UInt64(truncatingIfNeeded: point &* 8)
        EightDigits.store(high, p)
        if point < 8 {
            (p + point).storeBytes(of: 0x2e, as: UInt8.self)
            EightDigits.store(high &>> shift, p + (point &+ 1))
            EightDigits.store(low, p + 9)
        } else {
            EightDigits.store(low, p + 8)
            (p + point).storeBytes(of: 0x2e, as: UInt8.self)
            EightDigits.store(low &>> shift, p + (point &+ 1))  // 64 shifts by none
        }
        (p + 17).storeBytes(of: last, as: UInt8.self)
        return p + (count &+ 1)
    }

    /// `0.000ddd`
    @inline(__always)
    private func writeFraction(to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        EightDigits.store(0x3030_3030_3030_2e30, p)
        let start = p + (2 &- point)
        writeDigits(to: start)
        return start + count
    }

    @inline(__always)
    private func writeDigits(to p: UnsafeMutableRawPointer) {
        EightDigits.store(high, p)
        EightDigits.store(low, p + 8)
        (p + 16).storeBytes(of: last, as: UInt8.self)
    }

    /// An integer, its zeros included, or `d.ddde+x`. Takes the parts one by one, so that they stay in registers.
    @inline(never)
    private static func writeLarge(
        _ high: UInt64, _ low: UInt64, _ last: UInt8, _ count: Int, _ point: Int, to p: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        let layout = DecimalLayout(high: high, low: low, last: last, count: count, point: point)
        if point > 0, point <= 21 {
            if point >= 16, count > point {
                layout.writeDigits(to: p)
                (p + 17).storeBytes(of: last, as: UInt8.self)
                (p + 16).storeBytes(of: 0x2e, as: UInt8.self)
                return p + 18
            }
            EightDigits.store(EightDigits.ascii, p + 16)
            layout.writeDigits(to: p)
            return p + point
        }
        layout.writeDigits(to: p + 1)
        p.storeBytes(of: UInt8(truncatingIfNeeded: high), as: UInt8.self)
        (p + 1).storeBytes(of: 0x2e, as: UInt8.self)
        let end = count == 1 ? p + 1 : p + (count &+ 1)
        let exponent = point &- 1
        end.storeBytes(of: 0x65, as: UInt8.self)
        (end + 1).storeBytes(of: exponent < 0 ? 0x2d : 0x2b, as: UInt8.self)
        return IntegerWriter.write(UInt64(exponent.magnitude), to: end + 2)
    }
}
