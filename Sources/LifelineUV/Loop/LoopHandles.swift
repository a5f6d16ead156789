internal import CLibuv

/// The loop and the three handles that are its own, in one block: libuv knows them by address, so they never move.
struct LoopHandles {
    var loop = uv_loop_t()
    /// Wakes the loop from other threads.
    var async = uv_async_t()
    /// Readable at the earliest deadline of the wakes: a timerfd.
    var timer = uv_poll_t()
    /// Brings the loop round again without waiting, while a turn left work behind.
    var idle = uv_idle_t()
}

extension UnsafeMutablePointer where Pointee == LoopHandles {
    var loop: UnsafeMutablePointer<uv_loop_t> { pointer(to: \.loop).unsafelyUnwrapped }
    var async: UnsafeMutablePointer<uv_async_t> { pointer(to: \.async).unsafelyUnwrapped }
    var timer: UnsafeMutablePointer<uv_poll_t> { pointer(to: \.timer).unsafelyUnwrapped }
    var idle: UnsafeMutablePointer<uv_idle_t> { pointer(to: \.idle).unsafelyUnwrapped }
}

extension UnsafeMutablePointer {
    /// The same address as libuv's base type: every handle begins with a `uv_handle_t`.
    @inline(__always) var asHandle: UnsafeMutablePointer<uv_handle_t> {
        UnsafeMutableRawPointer(self).assumingMemoryBound(to: uv_handle_t.self)
    }
}

/// libuv's word for a handle: "tcp", "timer".
func typeName(of handle: UnsafeMutablePointer<uv_handle_t>) -> String {
    uv_handle_type_name(handle.pointee.type).map { String(cString: $0) } ?? "unknown"
}
