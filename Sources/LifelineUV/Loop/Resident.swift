internal import CLibuv

/// Something with a libuv handle: it lives on one loop from `settle` to `closed`.
///
/// The handle owns its resident: one retain from `settle` until libuv's close callback, which is the only place that
/// gives it back. Whoever else holds it holds a thing that has gone quiet.
open class Resident {
    /// The one it lives on, and may be touched on.
    public final let loop: EventLoop
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
        isLeaving = false
    }

    /// True before `settle` and from `leave` on. libuv knows too, but would have to be asked for every send.
    private(set) final var isLeaving = true

    /// One turn of the loop, for a C callback of this resident's handle.
    @inline(__always)
    final func turn(_ body: () -> Void) {
        // The resident holds its loop, so nobody else has to: this is entered once per read.
        Unmanaged.passUnretained(loop)._withUnsafeGuaranteedRef { loop in
            loop.beginTurn()
            body()
            loop.endTurn()
        }
    }

    /// Asks libuv to close the handle; `left()` follows in a turn of its own. Idempotent.
    final func leave() {
        guard !isLeaving else { return }
        isLeaving = true
        uv_close(handle, onClosed)
    }

    /// The loop is about to end. Leave now.
    func loopEnds() { leave() }

    /// The last call.
    func left() {}

    fileprivate func closed() {
        turn {
            isSettled = false
            left()
        }
    }
}

nonisolated private func onClosed(_ handle: UnsafeMutablePointer<uv_handle_t>?) {
    Unmanaged<Resident>.fromOpaque(handle.unsafelyUnwrapped.pointee.data).takeRetainedValue().closed()
}
