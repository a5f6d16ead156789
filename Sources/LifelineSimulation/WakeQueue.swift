internal import LifelineCore

/// Wakes by (deadline, order of the asking). A cancelled wake lets go of its body at once and of its place soon.
struct WakeQueue {
    private struct Place {
        var deadline: Instant
        /// Grows with each wake, so that it also orders equal deadlines.
        var id: UInt64

        static func < (a: Place, b: Place) -> Bool {
            a.deadline == b.deadline ? a.id < b.id : a.deadline < b.deadline
        }
    }

    /// A closure that a dictionary takes as it is, instead of wrapping it in another each time.
    struct Body {
        let run: () -> Void
    }

    /// A binary heap. Invariant: each body has a place; places without a body are at most as many, and 64.
    private var heap: [Place] = []
    private var bodies: [UInt64: Body] = [:]
    private var lastID: UInt64 = 0

    var count: Int { bodies.count }

    var nextDeadline: Instant? {
        guard let first = heap.first else { return nil }
        if bodies[first.id] != nil { return first.deadline }
        return heap.lazy.filter { [bodies] in bodies[$0.id] != nil }.map(\.deadline).min()
    }

    mutating func insert(at deadline: Instant, _ body: @escaping () -> Void) -> Wake {
        lastID += 1
        bodies[lastID] = Body(run: body)
        heap.append(Place(deadline: deadline, id: lastID))
        rise(from: heap.count - 1)
        return Wake(id: lastID)
    }

    mutating func remove(_ wake: Wake) {
        guard bodies.removeValue(forKey: wake.id) != nil else { return }
        if heap.count > 2 * bodies.count + 64 { forgetCancelled() }
    }

    mutating func popFirst(notAfter deadline: Instant) -> (deadline: Instant, body: Body)? {
        while let first = heap.first {
            if let body = bodies[first.id] {
                guard first.deadline <= deadline else { return nil }
                bodies[first.id] = nil
                removeFirst()
                return (first.deadline, body)
            }
            removeFirst()
        }
        return nil
    }

    private mutating func forgetCancelled() {
        heap.removeAll { bodies[$0.id] == nil }
        heap.sort(by: <)  // A sorted array is a heap.
    }

    private mutating func removeFirst() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        sink(from: 0)
    }

    private mutating func rise(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child] < heap[parent] else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func sink(from start: Int) {
        let sinking = heap[start]
        var hole = start
        while true {
            var child = 2 * hole + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
            guard heap[child] < sinking else { break }
            heap[hole] = heap[child]
            hole = child
        }
        heap[hole] = sinking
    }
}
