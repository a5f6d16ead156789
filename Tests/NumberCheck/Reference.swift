/// What the standard library makes of numbers, laid out as ECMAScript does: plain, and written without a look at ours.
package enum Reference {
    /// Writes the text of the value whose `description` is given. Needs 48 bytes of room.
    @discardableResult
    package static func write(_ description: String, to room: UnsafeMutablePointer<UInt8>) -> Int {
        var description = description
        var (digits, point, exponent) = (UInt64(0), 0, 0)
        var (seenPoint, seenExponent, negative, down) = (false, false, false, false)
        description.withUTF8 {
            for byte in $0 {
                switch byte {
                case UInt8(ascii: "-"): if seenExponent { down = true } else { negative = true }
                case UInt8(ascii: "+"): break
                case UInt8(ascii: "."): seenPoint = true
                case UInt8(ascii: "e"): seenExponent = true
                default:
                    if seenExponent {
                        exponent = exponent * 10 + Int(byte - 48)
                    } else {
                        digits = digits * 10 + UInt64(byte - 48)
                        point -= seenPoint ? 1 : 0
                    }
                }
            }
        }
        if digits == 0 {
            room[0] = UInt8(ascii: "0")
            return 1
        }
        point += down ? -exponent : exponent
        while digits % 10 == 0 { (digits, point) = (digits / 10, point + 1) }
        // ECMAScript's Number::toString: the value is s x 10^(n - k), and s has k digits.
        var k = 0
        var rest = digits
        while rest > 0 { (rest, k) = (rest / 10, k + 1) }
        var end = room
        func put(_ byte: UInt8) {
            end.pointee = byte
            end += 1
        }
        if negative { put(UInt8(ascii: "-")) }
        layout(digits, k, k + point, put)
        return end - room
    }

    /// Steps 6 to 13.
    private static func layout(_ digits: UInt64, _ k: Int, _ n: Int, _ put: (UInt8) -> Void) {
        var power: UInt64 = 1
        for _ in 1..<k { power *= 10 }
        func digit(_ index: Int) {
            put(UInt8(digits / power % 10) + 48)
            power /= 10
        }
        func zeros(_ count: Int) { for _ in 0..<count { put(48) } }
        if k <= n, n <= 21 {
            for index in 0..<k { digit(index) }
            zeros(n - k)
        } else if 0 < n, n <= 21 {
            for index in 0..<k {
                if index == n { put(UInt8(ascii: ".")) }
                digit(index)
            }
        } else if -6 < n, n <= 0 {
            put(48)
            put(UInt8(ascii: "."))
            zeros(-n)
            for index in 0..<k { digit(index) }
        } else {
            for index in 0..<k {
                if index == 1 { put(UInt8(ascii: ".")) }
                digit(index)
            }
            put(UInt8(ascii: "e"))
            put(n > 0 ? UInt8(ascii: "+") : UInt8(ascii: "-"))
            let size = abs(n - 1)
            if size >= 100 { put(UInt8(size / 100) + 48) }
            if size >= 10 { put(UInt8(size / 10 % 10) + 48) }
            put(UInt8(size % 10) + 48)
        }
    }

    static func write(_ value: Double, to room: UnsafeMutablePointer<UInt8>) -> Int {
        write(value.description, to: room)
    }

    static func write(_ value: Float, to room: UnsafeMutablePointer<UInt8>) -> Int {
        let special = value.bitPattern & 0x7fff_ffff == 0x15ae_43fd
        return write(special ? Double(value).description : value.description, to: room)
    }
}

/// SplitMix64: enough randomness for tests, and the same everywhere for a seed.
package struct Random: RandomNumberGenerator, Sendable {
    private var state: UInt64
    package init(seed: UInt64) { state = seed }
    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
