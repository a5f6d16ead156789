/// One piece of work that waits for its turn: a job of the Swift runtime, or a posted body.
enum Job: @unchecked Sendable {  // Sendable: both kinds are; `taken` holds nothing.
    case job(UnownedJob)
    case body(@Sendable () -> Void)
    /// It has run. Its place is still there, what it held is not.
    case taken
}

/// First in, first out. Two arrays that change places, so that no allocation is needed in steady state.
struct JobQueue {
    private var filling: ContiguousArray<Job> = []
    private var draining: ContiguousArray<Job> = []
    private var head = 0
    /// Above this, an array that was emptied gives its memory back.
    private static let capacityKept = 4_096

    var isEmpty: Bool { filling.isEmpty && head == draining.count }

    mutating func append(_ job: Job) { filling.append(job) }

    /// Takes all of `jobs` behind what is here; hands back an empty array with room.
    mutating func append(all jobs: inout ContiguousArray<Job>) {
        if filling.isEmpty {
            swap(&filling, &jobs)
        } else {
            filling.append(contentsOf: jobs)
            JobQueue.empty(&jobs)
        }
    }

    mutating func next() -> Job? {
        if head == draining.count {
            guard !filling.isEmpty else { return nil }
            JobQueue.empty(&draining)
            swap(&draining, &filling)
            head = 0
        }
        let job = draining[head]
        draining[head] = .taken
        head += 1
        return job
    }

    private static func empty(_ jobs: inout ContiguousArray<Job>) {
        jobs.removeAll(keepingCapacity: jobs.capacity <= capacityKept)
    }
}
