import LifelineCore
import WebSocketWire

enum Throughput {
    static func run() {
        for size in [125, 1024, 65_536] {
            let bytes = UnsafeMutableRawPointer.allocate(byteCount: size + 64, alignment: 64)
            let other = UnsafeMutableRawPointer.allocate(byteCount: size + 64, alignment: 64)
            bytes.initializeMemory(as: UInt8.self, repeating: 0x61, count: size + 64)
            say("ascii, whole check", size, bytes) {
                UTF8Check.isValid(UnsafeRawBufferPointer(start: bytes, count: size))
            }
            say("ascii, gathered", size, bytes) { ASCII.holds(gather(bytes, size)) }
            say("unmask in place", size, bytes) { unmask(bytes, bytes, size) != 0 }
            bytes.initializeMemory(as: UInt8.self, repeating: 0x61, count: size + 64)
            say("unmask to elsewhere", size, bytes) { unmask(bytes, other, size) != 0 }
            let pattern = Array("héllo wörld → 日本語 🚀 ok ".utf8)
            for i in 0..<size { bytes.storeBytes(of: 0x61, toByteOffset: i, as: UInt8.self) }
            for start in stride(from: 1, through: size - pattern.count, by: pattern.count) {
                (bytes + start).copyMemory(from: pattern, byteCount: pattern.count)
            }
            say("mixed, whole check", size, bytes) {
                UTF8Check.isValid(UnsafeRawBufferPointer(start: bytes, count: size))
            }
        }
    }

    @inline(never) static func gather(_ bytes: UnsafeRawPointer, _ count: Int) -> UInt64 {
        ASCII.gathered(bytes, count: count)
    }

    @inline(never)
    static func unmask(_ from: UnsafeMutableRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int) -> UInt64 {
        Mask.apply(0x1234_5678, from: from, to: to, count: count)
    }

    /// The best of five runs. The first byte changes each time, so that no call can be taken out of the loop.
    static func say(_ name: String, _ size: Int, _ bytes: UnsafeMutableRawPointer, _ body: () -> Bool) {
        let repetitions = 200_000_000 / size
        var best = Double.infinity
        var yes = 0
        for _ in 0..<5 {
            let spent = ContinuousClock().measure {
                for i in 0..<repetitions {
                    bytes.storeBytes(of: 0x61 &+ UInt8(truncatingIfNeeded: i & 1), as: UInt8.self)
                    if body() { yes += 1 }
                }
            }
            best = min(best, Double(spent.wholeNanoseconds))
        }
        let rate = Double(size * repetitions) / best
        print("\(size) B  \(name): \(Double(Int(rate * 10)) / 10) GB/s  (\(yes > 0))")
    }
}
