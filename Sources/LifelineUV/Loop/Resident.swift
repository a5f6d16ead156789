internal import CLibuv

/// Something with a libuv handle: it lives on one loop from `settle` to `closed`.
///
/// The handle owns its resident: one retain from `settle` until libuv's close callback, which is the only place that
/// gives it back. Whoever else holds it holds a thing that has gone quiet.
open class Resident {
    /// Alive while `isSettled`: a loop ends only after its last handle. Read it only then.
    unowned(unsafe) private(set) final var loop: EventLoop
    private(set) final var isSettled = false
    /// Where it is, in memory of the resident's own.
    final var handle: UnsafeMutablePointer<uv_handle_t>

    /// The subclass says where its handle is before `settle`.
    init(on loop: EventLoop) {
        self.loop = loop
        handle = UnsafeMutablePointer(bitPattern: MemoryLayout<uv_handle_t>.alignment).unsafelyUnwrapped
    }

    /// After libuv's init of the handle has succeeded.
    final func settle() {
        handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
        isSettled = true
    }

    final var isLeaving: Bool { !isSettled || uv_is_closing(handle) != 0 }

    /// Asks libuv to close the handle; `left()` follows in a turn of its own. Idempotent.
    final func leave() { if !isLeaving { uv_close(handle, onClosed) } }

    /// The loop is about to end. Leave now.
    func loopEnds() { leave() }

    /// The last call.
    func left() {}

    fileprivate func closed() {
        let loop = loop
        isSettled = false
        loop.beginTurn()
        left()
        loop.endTurn()
    }
}

nonisolated private func onClosed(_ handle: UnsafeMutablePointer<uv_handle_t>?) {
    Unmanaged<Resident>.fromOpaque(handle.unsafelyUnwrapped.pointee.data).takeRetainedValue().closed()
}
