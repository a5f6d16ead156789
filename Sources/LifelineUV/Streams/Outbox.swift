internal import CLibuv
internal import LifelineCore

/// All that the streams of a loop wrote in the present turn, until it leaves at its end: one send per stream.
///
/// Small bytes are copied behind each other into slabs, large records are held by reference. What the kernel does not
/// take moves to the stream's `Backlog`; after `flush` nothing is left here. Lives behind a pointer, touched only on
/// its loop, and calls nobody back.
struct Outbox {
    /// What is longer is not copied again: a reference costs less.
    static let copyMax = 4_096
    /// A record that many streams get is in the cache already, and sharing it costs a reference, not an allocation.
    static let copySharedMax = 512
    static let slabBytes = 256 << 10
    /// Slabs that stay when the turn is over, and how many one turn may fill before it has to send early.
    static let slabsKept = 2
    static let slabsMax = 32
    /// The kernel's IOV_MAX.
    static let vectorsMax = 1_024
    static let none: Int32 = -1

    struct Piece {
        var base: UnsafeRawPointer
        var count: Int
        /// Retained once while the piece is here.
        var record: Unmanaged<Record>?
        var next: Int32
    }

    private var cursor: UnsafeMutableRawPointer
    private var room = Outbox.slabBytes
    private var slab = 0
    private let first: UnsafeMutableRawPointer
    private var slabs: ContiguousArray<UnsafeMutableRawPointer>
    private var pieces = Growing<Piece>(keeping: 256)
    private var dirty = Growing<Unmanaged<ByteStream>>(keeping: 256)
    private var relieved = Growing<Unmanaged<ByteStream>>(keeping: 64)
    private let vectors = UnsafeMutablePointer<uv_buf_t>.allocate(capacity: Outbox.vectorsMax)

    init() {
        cursor = .allocate(byteCount: Outbox.slabBytes, alignment: 64)
        first = cursor
        slabs = [first]
    }

    func free() {
        for slab in slabs { slab.deallocate() }
        pieces.free()
        dirty.free()
        relieved.free()
        vectors.deallocate()
    }

    /// How many system calls all writing cost so far.
    private(set) var sends = 0

    @inline(__always) var isEmpty: Bool { dirty.count == 0 }

    // MARK: Filling

    /// Makes room for `count` bytes to be copied. May send early: ask the stream again whether it still can.
    @inline(__always)
    mutating func reserve(_ count: Int) { if room < count { turnPage() } }

    private mutating func turnPage() {
        if slab + 1 == Outbox.slabsMax { return flush() }
        slab += 1
        if slab == slabs.count { slabs.append(.allocate(byteCount: Outbox.slabBytes, alignment: 64)) }
        cursor = slabs[slab]
        room = Outbox.slabBytes
    }

    /// The caller has reserved room.
    @inline(__always)
    mutating func copy(_ bytes: UnsafeRawBufferPointer, for stream: ByteStream) {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        cursor.copyMemory(from: source, byteCount: bytes.count)
        extend(by: bytes.count, for: stream)
    }

    /// Lets `stream` own the next `count` bytes at the cursor.
    @inline(__always)
    private mutating func extend(by count: Int, for stream: ByteStream) {
        let last = Int(stream.lastPiece)
        if last >= 0, pieces.base[last].record == nil, pieces.base[last].base + pieces.base[last].count == cursor {
            pieces.base[last].count &+= count
        } else {
            add(Piece(base: cursor, count: count, record: nil, next: Outbox.none), for: stream)
        }
        cursor += count
        room &-= count
    }

    mutating func hold(_ record: Record, for stream: ByteStream) {
        guard let base = record.bytes.baseAddress, record.count > 0 else { return }
        add(Piece(base: base, count: record.count, record: .passRetained(record), next: Outbox.none), for: stream)
    }

    @inline(__always)
    private mutating func add(_ piece: Piece, for stream: ByteStream) {
        let index = Int32(truncatingIfNeeded: pieces.count)
        pieces.append(piece)
        if stream.lastPiece >= 0 {
            pieces.base[Int(stream.lastPiece)].next = index
        } else {
            stream.firstPiece = index
            dirty.append(.passUnretained(stream))
        }
        stream.lastPiece = index
    }

    // MARK: Sending

    /// Sends everything. Streams that were closed meanwhile are still there: their memory waits for libuv's callback,
    /// which is a later turn.
    mutating func flush() {
        var index = 0
        while index < dirty.count {
            dirty.base[index]._withUnsafeGuaranteedRef { flush($0) }
            index &+= 1
        }
        dirty.reset()
        pieces.reset()
        if slab > 0 { closeBook() }
        room &+= first.distance(to: cursor)
        cursor = first
    }

    private mutating func closeBook() {
        while slabs.count > Outbox.slabsKept { slabs.removeLast().deallocate() }
        slab = 0
        cursor = first
        room = Outbox.slabBytes
    }

    @inline(__always)
    private mutating func flush(_ stream: ByteStream) {
        var next = stream.firstPiece
        stream.firstPiece = Outbox.none
        stream.lastPiece = Outbox.none
        guard !stream.isLeaving else { return release(next, Outbox.none) }
        repeat {
            let first = next
            var total = 0
            let count = gather(&next, &total)
            sends &+= 1
            let written = passed(Int(uv_try_write(stream.stream, vectors, count)), .write)
            guard written == total else { return keep(first, written, for: stream) }
            stream.waiting &-= total
            release(first, next)
        } while next >= 0
        if stream.flags.needsWord { stream.emptied(&relieved) }
    }

    @inline(__always)
    private func gather(_ next: inout Int32, _ total: inout Int) -> UInt32 {
        var count = 0
        repeat {
            let piece = pieces.base + Int(next)
            let base = UnsafeMutableRawPointer(mutating: piece.pointee.base).assumingMemoryBound(to: CChar.self)
            vectors[count] = uv_buf_t(base: base, len: piece.pointee.count)
            total &+= piece.pointee.count
            count &+= 1
            next = piece.pointee.next
        } while next >= 0 && count < Outbox.vectorsMax
        return UInt32(truncatingIfNeeded: count)
    }

    @inline(__always)
    private func release(_ first: Int32, _ end: Int32) {
        var index = first
        while index != end {
            pieces.base[Int(index)].record?.release()
            index = pieces.base[Int(index)].next
        }
    }

    /// The kernel took less than all from `first` on, or failed.
    private mutating func keep(_ first: Int32, _ written: Int, for stream: ByteStream) {
        defer { release(first, Outbox.none) }
        guard written >= 0 || written == Int(UV_EAGAIN.rawValue) else { return stream.broke(written) }
        var skip = max(0, written)
        stream.waiting &-= skip
        let backlog = stream.openBacklog()
        var index = first
        while index >= 0 {
            let piece = pieces.base[Int(index)]
            if skip < piece.count { backlog.take(piece, from: skip) }
            skip = max(0, skip - piece.count)
            index = piece.next
        }
        stream.sendBacklog()
        if stream.flags.needsWord { stream.emptied(&relieved) }
    }

    // MARK: Good news

    /// Tells the streams that were congested and are no longer. They may write again at once.
    static func tellRelieved(_ outbox: UnsafeMutablePointer<Outbox>) {
        var index = 0
        while index < outbox.pointee.relieved.count {
            outbox.pointee.relieved.base[index]._withUnsafeGuaranteedRef { $0.tellDrained() }
            index += 1
        }
        outbox.pointee.relieved.reset()
    }

    var hasNews: Bool { relieved.count > 0 }
}
