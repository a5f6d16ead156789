import CodecTestKit
import LifelineCore
package import LifelineSimulation

/// Carries numbers, a thousand in a message, from one codec to the other and back.
package struct DoubleTrip {
    package let count: Int
    package let seed: Seed
    package var done: (Int) -> Void = { _ in }

    package init(_ count: Int, _ seed: Seed) {
        self.count = count
        self.seed = seed
    }

    package func run() throws {
        var pair = Pair()
        var random = Randomness(seed)
        var (message, fromText, fromFrame) = (EveryField(), EveryField(), EveryField())
        var envelope = Envelope()
        envelope.kind = EveryField.kind.code
        for round in 0..<(count + 999) / 1000 {
            message.f64s = (0..<1000).map { _ in DoubleTrip.double(&random) }
            message.f32s = message.f64s.map { DoubleTrip.float($0, &random) }
            message.f64 = message.f64s[0]
            let text = try pair.json.write(message, envelope)
            let frame = try pair.energy.write(message, envelope)
            _ = try pair.json.read(text, into: &fromText)
            _ = try pair.energy.read(frame, into: &fromFrame)
            for (index, double) in message.f64s.enumerated() {
                try DoubleTrip.compare(double.bitPattern, fromText.f64s[index].bitPattern, "\(double)")
                try DoubleTrip.compare(double.bitPattern, fromFrame.f64s[index].bitPattern, "\(double)")
                let float = message.f32s[index]
                try DoubleTrip.compare(float.bitPattern, fromText.f32s[index].bitPattern, "\(float)")
                try DoubleTrip.compare(float.bitPattern, fromFrame.f32s[index].bitPattern, "\(float)")
            }
            guard try pair.energy.write(fromText, envelope) == frame, try pair.json.write(fromFrame, envelope) == text
            else { throw Mismatch("other bytes in round \(round) of seed \(seed)", text, frame) }
            if round % 1000 == 999 { done((round + 1) * 1000) }
        }
    }

    private static func compare<T: BinaryInteger>(_ sent: T, _ came: T, _ number: String) throws {
        if sent != came { throw Mismatch("\(number): 0x\(String(sent, radix: 16)) is 0x\(String(came, radix: 16))") }
    }

    /// Any bits, decimals of a few digits, neighbours of powers of two, integers. Finite, and never −0.
    private static func double(_ random: inout Randomness) -> Double {
        let bits = random.next()
        let value: Double =
            switch bits & 7 {
            case 0: Double(Int64(bitPattern: bits) >> Int64(bits >> 3 & 63)) / 100
            case 1: Double(sign: .plus, exponent: Int(bits >> 3 & 2047) - 1074, significand: 1).nextUp
            case 2: Double(sign: .plus, exponent: Int(bits >> 3 & 2047) - 1074, significand: 1).nextDown
            case 3: Double(bits >> (bits >> 3 & 63))
            case 4: Double(bits >> 40) * 1e-5
            default: Double(bitPattern: bits)
            }
        return value.isFinite && value != 0 ? value : 0
    }

    private static func float(_ double: Double, _ random: inout Randomness) -> Float {
        let bits = UInt32(truncatingIfNeeded: random.next())
        let value = bits & 1 == 0 ? Float(double) : Float(bitPattern: bits)
        return value.isFinite && value != 0 ? value : 0
    }
}
