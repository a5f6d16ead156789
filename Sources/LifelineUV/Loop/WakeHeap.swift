internal import LifelineCore

/// Wakes in the order of their deadlines; equal deadlines in the order of the asking.
///
/// A binary heap of small nodes over a table of bodies. A cancelled wake leaves at once, so nothing piles up.
struct WakeHeap {
    private struct Node {
        var deadline: Int64
        var serial: UInt64
        var slot: Int32
    }
    private struct Slot {
        var body: (() -> Void)?
        /// Grows each time the slot is used again: an old `Wake` names nobody.
        var generation: UInt32 = 0
        /// Where its node is; `due` once it left the heap and waits for its call.
        var place: Int32 = Slot.free
        static let free: Int32 = -1
        static let due: Int32 = -2
    }

    private var nodes: ContiguousArray<Node> = []
    private var slots: ContiguousArray<Slot> = []
    private var vacant: ContiguousArray<Int32> = []
    private var serial: UInt64 = 0

    var count: Int { nodes.count }
    var earliest: Int64? { nodes.first?.deadline }

    mutating func insert(_ deadline: Int64, _ body: @escaping () -> Void) -> Wake {
        let slot = vacant.popLast() ?? grow()
        slots[Int(slot)].body = body
        serial &+= 1
        nodes.append(Node(deadline: deadline, serial: serial, slot: slot))
        rise(nodes.count - 1)
        return Wake(id: UInt64(slots[Int(slot)].generation) << 32 | UInt64(UInt32(bitPattern: slot)))
    }

    /// Returns what it forgets, to be released when this is over: it may hold somebody whose end cancels more.
    mutating func cancel(_ wake: Wake) -> (() -> Void)? {
        let slot = Int(truncatingIfNeeded: wake.id & 0xFFFF_FFFF)
        guard slot < slots.count, slots[slot].generation == UInt32(truncatingIfNeeded: wake.id >> 32) else {
            return nil
        }
        let place = slots[slot].place
        guard place != Slot.free else { return nil }
        let body = slots[slot].body
        slots[slot].body = nil
        // One that is due keeps its slot until its call, which then finds no body.
        if place >= 0 {
            remove(at: Int(place))
            release(Int32(slot))
        }
        return body
    }

    /// Moves everything due at `now` out of the heap, in order, and names it in `due`.
    mutating func takeDue(at now: Int64, into due: inout ContiguousArray<Int32>) {
        while let first = nodes.first, first.deadline <= now {
            remove(at: 0)
            slots[Int(first.slot)].place = Slot.due
            due.append(first.slot)
        }
    }

    /// The body of a wake that was due. Nil if it was cancelled in between.
    mutating func redeem(_ slot: Int32) -> (() -> Void)? {
        let body = slots[Int(slot)].body
        slots[Int(slot)].body = nil
        release(slot)
        return body
    }

    private mutating func grow() -> Int32 {
        slots.append(Slot())
        return Int32(slots.count - 1)
    }

    private mutating func release(_ slot: Int32) {
        slots[Int(slot)].place = Slot.free
        slots[Int(slot)].generation &+= 1
        vacant.append(slot)
    }

    private mutating func remove(at index: Int) {
        let last = nodes.removeLast()
        guard index < nodes.count else { return }
        nodes[index] = last
        if index > 0, precedes(last, nodes[(index - 1) / 2]) { rise(index) } else { sink(index) }
    }

    private func precedes(_ a: Node, _ b: Node) -> Bool { (a.deadline, a.serial) < (b.deadline, b.serial) }

    private mutating func rise(_ start: Int) {
        var index = start
        let node = nodes[index]
        while index > 0, precedes(node, nodes[(index - 1) / 2]) {
            put(nodes[(index - 1) / 2], at: index)
            index = (index - 1) / 2
        }
        put(node, at: index)
    }

    private mutating func sink(_ start: Int) {
        var index = start
        let node = nodes[index]
        while true {
            var child = 2 * index + 1
            guard child < nodes.count else { break }
            if child + 1 < nodes.count, precedes(nodes[child + 1], nodes[child]) { child += 1 }
            guard precedes(nodes[child], node) else { break }
            put(nodes[child], at: index)
            index = child
        }
        put(node, at: index)
    }

    private mutating func put(_ node: Node, at index: Int) {
        nodes[index] = node
        slots[Int(node.slot)].place = Int32(index)
    }
}
