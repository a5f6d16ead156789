/// How long a client waits before it dials again: 0–100 ms first, then up to 250 and 500 ms, 1, 2, 4, 8, 16 s, each with
/// full jitter, so that a thousand clients of a server that restarts do not come back in step.
public struct Backoff: Sendable, Hashable {
    /// Waits drawn since the last reset.
    public private(set) var attempts = 0

    public init() {}

    /// The longest wait of the attempt to come.
    public var bound: Duration {
        switch attempts {
        case 0: .milliseconds(100)
        case 1: .milliseconds(250)
        case 2: .milliseconds(500)
        case 3: .seconds(1)
        case 4: .seconds(2)
        case 5: .seconds(4)
        case 6: .seconds(8)
        default: .seconds(16)
        }
    }

    /// A wait between nothing and the bound, drawn by `entropy`, and one attempt more.
    public mutating func next(entropy: UInt64) -> Duration {
        let nanoseconds = UInt64(bound.nanoseconds)
        attempts &+= 1
        return .nanoseconds(Int64(entropy.multipliedFullWidth(by: nanoseconds &+ 1).high))
    }

    /// It went well: the next wait is the shortest again.
    public mutating func reset() { attempts = 0 }
}

extension Duration {
    /// Whole nanoseconds of a wait that fits in an hour or two.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000
    }
}
