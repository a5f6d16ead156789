internal import CLibuv
internal import LifelineCore

/// What a stream holds only while its peer is too slow, or while it closes: the bytes that the kernel did not take, and
/// since when nothing left. An idle stream has none.
///
/// libuv holds one write at a time; it points into what is kept here until its callback.
final class Backlog {
    private struct Parcel {
        /// Keeps the bytes alive: a `Record`, or a `Chunk` of our own.
        var keeper: AnyObject
        var base: UnsafeRawPointer
        var count: Int
    }

    /// Bytes that were copied here.
    private final class Chunk {
        static let bytesMax = 64 << 10
        let base: UnsafeMutableRawPointer
        let capacity: Int
        var count = 0
        init(capacity: Int) {
            base = .allocate(byteCount: capacity, alignment: 16)
            self.capacity = capacity
        }
        deinit { base.deallocate() }
    }

    /// What one write takes along: enough to fill a socket, little enough to hear of progress.
    private static let writeBytesMax = 256 << 10
    private static let writeParcelsMax = 64

    let request: UnsafeMutablePointer<uv_write_t>
    private var parcels: ContiguousArray<Parcel> = []
    private var sent: ContiguousArray<Parcel> = []
    /// Grows at the end of `parcels`; sealed when something else comes behind it.
    private var open: Chunk?

    /// Bytes that libuv has and has not reported yet.
    var inFlight = 0
    var isWriting: Bool { !sent.isEmpty }
    var isEmpty: Bool { parcels.isEmpty && sent.isEmpty && open == nil }

    /// Bytes that ever came here.
    private(set) var taken = 0
    /// For the sweep: how much of that had left when we last saw some leave, and when that was.
    var goneBefore = 0
    var since: Instant
    /// When a closed stream stops waiting for its peer to close too.
    var lingersUntil: Instant?

    init(at now: Instant) {
        since = now
        request = .allocate(capacity: 1)
        request.initialize(to: uv_write_t())
    }

    deinit { request.deallocate() }

    // MARK: Filling

    /// The part of `piece` behind `offset`: by reference if it is a record's, else copied.
    func take(_ piece: Outbox.Piece, from offset: Int) {
        let base = piece.base + offset
        let count = piece.count - offset
        if let record = piece.record {
            add(Parcel(keeper: record.takeUnretainedValue(), base: base, count: count))
        } else {
            copy(UnsafeRawBufferPointer(start: base, count: count))
        }
    }

    func hold(_ record: Record) {
        guard let base = record.bytes.baseAddress, record.count > 0 else { return }
        add(Parcel(keeper: record, base: base, count: record.count))
    }

    private func add(_ parcel: Parcel) {
        seal()
        parcels.append(parcel)
        taken += parcel.count
    }

    func copy(_ bytes: UnsafeRawBufferPointer) {
        taken += bytes.count
        var rest = bytes
        while !rest.isEmpty {
            let chunk = chunk(for: rest.count)
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(chunk.capacity - chunk.count))
            UnsafeMutableRawBufferPointer(start: chunk.base + chunk.count, count: part.count).copyMemory(from: part)
            chunk.count += part.count
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(part.count))
        }
    }

    private func chunk(for count: Int) -> Chunk {
        if let open, open.count < open.capacity { return open }
        // Each chunk doubles, so that a short wait costs little and a long one few allocations.
        let before = open?.capacity ?? 1_024
        seal()
        let fresh = Chunk(capacity: min(Chunk.bytesMax, max(before * 2, count)))
        open = fresh
        return fresh
    }

    private func seal() {
        guard let chunk = open else { return }
        open = nil
        parcels.append(Parcel(keeper: chunk, base: UnsafeRawPointer(chunk.base), count: chunk.count))
    }

    // MARK: Sending

    /// Hands the first parcels to libuv, which tries at once and then waits for the socket. Returns its code.
    func write(to stream: UnsafeMutablePointer<uv_stream_t>, _ done: uv_write_cb) -> CInt {
        seal()
        var bytes = 0
        var count = 0
        for parcel in parcels.prefix(Backlog.writeParcelsMax) where bytes == 0 || bytes < Backlog.writeBytesMax {
            bytes += parcel.count
            count += 1
        }
        sent = ContiguousArray(parcels[..<count])
        parcels.removeSubrange(..<count)
        inFlight = bytes
        let vectors = sent.map { parcel in
            let base = UnsafeMutableRawPointer(mutating: parcel.base).assumingMemoryBound(to: CChar.self)
            return uv_buf_t(base: base, len: parcel.count)
        }
        return uv_write(request, stream, vectors, UInt32(count), done)
    }

    /// libuv has called back: nothing of what it held is needed any longer.
    func written() {
        sent = []
        inFlight = 0
    }
}
