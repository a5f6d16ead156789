/// A plain array of plain values, for the few lists that every message touches: no reference count, no bounds check.
///
/// Whoever holds it keeps every index below `count`, and frees it.
struct Growing<Element: BitwiseCopyable> {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private var capacity: Int
    private let capacityKept: Int

    init(keeping capacity: Int) {
        base = .allocate(capacity: capacity)
        self.capacity = capacity
        capacityKept = capacity
    }

    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { grow() }
        (base + count).initialize(to: element)
        count &+= 1
    }

    /// Empties it; what one large turn took is given back.
    @inline(__always)
    mutating func reset() {
        count = 0
        if capacity > 16 &* capacityKept { shrink() }
    }

    func free() { base.deallocate() }

    private mutating func grow() { move(to: capacity * 2) }
    private mutating func shrink() { move(to: capacityKept) }

    private mutating func move(to larger: Int) {
        let other = UnsafeMutablePointer<Element>.allocate(capacity: larger)
        other.moveInitialize(from: base, count: count)
        base.deallocate()
        base = other
        capacity = larger
    }
}
