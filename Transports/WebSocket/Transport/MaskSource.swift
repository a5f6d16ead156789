import LifelineUV

/// Masks for a client's frames, from the system's random source, a few hundred bytes at a time.
struct MaskSource: ~Copyable {
    private let keys = UnsafeMutablePointer<UInt32>.allocate(capacity: MaskSource.count)
    private var next = MaskSource.count

    private static let count = 64

    deinit { keys.deallocate() }

    mutating func key() -> UInt32 {
        if next == MaskSource.count { refill() }
        defer { next += 1 }
        return keys[next]
    }

    private mutating func refill() {
        Entropy.fill(UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: keys, count: MaskSource.count)))
        next = 0
    }
}
