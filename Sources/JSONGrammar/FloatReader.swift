extension JSONNumber {
    /// Reads the float nearest to the number at `p`, rounded once. A value that rounds to infinity is a fault; minus
    /// zero is zero.
    public static func read(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout Float, _ fault: inout Fault
    ) -> UnsafeRawPointer? {
        var double = 0.0
        let next =
            end - p >= DoubleReader.lookahead
            ? DoubleReader.read(p, end, &double) : DoubleReader.readTail(p, end, &double)
        if let cursor = next, let float = FloatReader.round(double) {
            value = float
            return cursor
        }
        return FloatReader.readCarefully(p, end, &value, &fault)
    }
}

enum FloatReader {
    /// The float nearest to the decimal that `double` is nearest to; nil if that does not follow from `double`.
    ///
    /// Rounding twice goes wrong only if the first rounding ends exactly in the middle of two floats.
    @inline(__always)
    static func round(_ double: Double) -> Float? {
        let bits = double.bitPattern
        if bits & 0x1fff_ffff == 0x1000_0000 { return nil }
        let magnitude = bits & ~(1 &<< 63)
        let smallest = Double(Float.leastNormalMagnitude).bitPattern
        let largest = Double(Float.greatestFiniteMagnitude).bitPattern
        if magnitude &- smallest <= largest &- smallest || magnitude == 0 { return Float(double) }
        return nil
    }

    @inline(never)
    static func readCarefully(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout Float, _ fault: inout JSONNumber.Fault
    ) -> UnsafeRawPointer? {
        var cursor = p
        guard let text = DecimalText(&cursor, end, &fault) else { return nil }
        guard let bits = BinaryRounding.float.nearest(text) else {
            fault = .range
            return nil
        }
        value = Float(bitPattern: UInt32(truncatingIfNeeded: text.negative && bits != 0 ? bits | 1 &<< 31 : bits))
        return cursor
    }
}
