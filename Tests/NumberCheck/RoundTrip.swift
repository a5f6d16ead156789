import JSONGrammar

/// Buffers, and the questions asked of each value: is the text the reference's, and does it read back?
package struct RoundTrip: ~Copyable {
    private let start = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 16)
    private let expected = UnsafeMutablePointer<UInt8>.allocate(capacity: 48)
    package init() {}
    deinit {
        start.deallocate()
        expected.deallocate()
    }

    /// Nil if all is well, or what is not.
    package func fault(_ value: Double) -> String? {
        guard value.isFinite else { return nil }
        let end = JSONNumber.write(value, to: start)
        let count = Reference.write(value, to: expected)
        if !isExpected(end, count) { return "\(value): wrote \(text(end))" }
        // Once with the rest of the buffer to look at, once with nothing after the text.
        for room in [128, count] {
            var back = 0.5
            var fault = JSONNumber.Fault.syntax
            end.storeBytes(of: 0x2c, as: UInt8.self)
            guard JSONNumber.read(start, start + room, &back, &fault) == UnsafeRawPointer(end) else {
                return "\(value): not read, room \(room), \(fault)"
            }
            if back.bitPattern != (value == 0 ? 0 : value.bitPattern) { return "\(value): read \(back), room \(room)" }
        }
        return nil
    }

    package func fault(_ value: Float) -> String? {
        guard value.isFinite else { return nil }
        let end = JSONNumber.write(value, to: start)
        let count = Reference.write(value, to: expected)
        if !isExpected(end, count) { return "\(value): wrote \(text(end))" }
        return reading(value, end, 128) ?? reading(value, end, count)
    }

    /// As `fault`, for a positive value and its negative together, in little more time than for one.
    func faultOfBoth(_ value: Float) -> String? {
        if let fault = fault(value) { return fault }
        let end = JSONNumber.write(-value, to: start)
        let count = end - start - 1
        let same = (0..<count).allSatisfy { (start + ($0 + 1)).load(as: UInt8.self) == expected[$0] }
        if count < 1 || !same || start.load(as: UInt8.self) != 0x2d { return "-\(value): wrote \(text(end))" }
        return reading(-value, end, 128)
    }

    private func reading(_ value: Float, _ end: UnsafeMutableRawPointer, _ room: Int) -> String? {
        var back: Float = 0.5
        var fault = JSONNumber.Fault.syntax
        end.storeBytes(of: 0x2c, as: UInt8.self)
        guard JSONNumber.read(start, start + room, &back, &fault) == UnsafeRawPointer(end) else {
            return "\(value): not read, room \(room), \(fault)"
        }
        return back.bitPattern == (value == 0 ? 0 : value.bitPattern) ? nil : "\(value): read \(back), room \(room)"
    }

    private func isExpected(_ end: UnsafeMutableRawPointer, _ count: Int) -> Bool {
        end - start == count && (0..<count).allSatisfy { (start + $0).load(as: UInt8.self) == expected[$0] }
    }

    private func text(_ end: UnsafeMutableRawPointer) -> String {
        String(decoding: UnsafeRawBufferPointer(start: start, count: end - start), as: UTF8.self)
    }
}

/// Doubles of many kinds: any bits, decimals of a few digits, integers, neighbours of powers of two and of ten.
package func anyDouble(_ random: inout Random) -> Double {
    let sign = random.next() & 1 == 0 ? 1.0 : -1.0
    switch random.next() % 8 {
    case 0: return sign * Double(Int64(truncatingIfNeeded: random.next()) >> Int64(random.next() % 63)) / 100
    case 1: return sign * Double(random.next() >> (random.next() % 64))
    case 2: return sign * Double.random(in: 0..<50, using: &random)
    case 3:
        let power = Double(sign: .plus, exponent: Int(random.next() % 2_098) - 1_074, significand: 1)
        return Double(bitPattern: power.bitPattern &+ random.next() % 5 &- 2)
    case 4:
        let power = Double("1e\(Int(random.next() % 632) - 323)") ?? 0
        return Double(bitPattern: power.bitPattern &+ random.next() % 5 &- 2)
    case 5: return sign * Double(bitPattern: random.next() >> (12 + random.next() % 52))  // subnormal
    case 6: return Double("\(random.next() % 100_000)e\(Int(random.next() % 60) - 40)") ?? 0
    default: return Double(bitPattern: random.next())
    }
}
