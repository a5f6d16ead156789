/// The bytes of a cut frame or a fragmented message, in one piece. Holds no memory until something is reserved.
///
/// Slack as promised for every payload lies around the capacity. Grows by doubling what has arrived, never by what a
/// peer merely announced.
struct FlatBuffer: ~Copyable {
    private var storage: UnsafeMutableRawPointer?
    private(set) var count: UInt32 = 0
    private(set) var capacity: UInt32 = 0

    /// A frame of this size or less gets its room at once; a larger one has to show its bytes first.
    private static let trustedBytesMax = 4096

    deinit { storage?.deallocate() }

    /// The first byte behind what is held. Nil while nothing is reserved.
    var end: UnsafeMutableRawPointer? { bytes.map { $0 + Int(count) } }

    var bytes: UnsafeMutableRawPointer? { storage.map { $0 + Inbound.slackBefore } }

    /// Makes room for `extra` bytes behind `count`, of `announced` that are to come. Returns where they go.
    ///
    /// The caller keeps `count + announced` under 2^31: no sum here can wrap.
    mutating func reserve(_ extra: Int, of announced: Int) -> UnsafeMutableRawPointer {
        let used = Int(count)
        if let bytes, used &+ extra <= Int(capacity) { return bytes + used }
        let arrived = used &+ extra
        let room = min(max(arrived &* 2, Self.trustedBytesMax), used &+ announced)
        return grow(to: max(room, arrived)) + used
    }

    private mutating func grow(to room: Int) -> UnsafeMutableRawPointer {
        let fresh = UnsafeMutableRawPointer.allocate(
            byteCount: Inbound.slackBefore &+ room &+ Inbound.slackAfter, alignment: 16)
        let start = fresh + Inbound.slackBefore
        if let bytes { start.copyMemory(from: bytes, byteCount: Int(count)) }
        (start + room).initializeMemory(as: UInt8.self, repeating: 0, count: Inbound.slackAfter)
        storage?.deallocate()
        storage = fresh
        capacity = UInt32(truncatingIfNeeded: room)
        return start
    }

    /// Counts bytes that were written behind the others.
    mutating func append(_ written: Int) { count &+= UInt32(truncatingIfNeeded: written) }

    mutating func release() {
        storage?.deallocate()
        storage = nil
        count = 0
        capacity = 0
    }
}
