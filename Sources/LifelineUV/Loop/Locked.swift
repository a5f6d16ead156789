internal import CLibuv
internal import Glibc

/// A value behind a lock, for the few places where threads meet.
///
/// A POSIX mutex and not `Synchronization.Mutex`: the thread sanitizer does not see the latter on Linux (6.3.1), and
/// then reports every access under it.
package final class Locked<Value>: @unchecked Sendable {  // Sendable: `value` is touched under the lock only.
    private var value: Value
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    package init(_ value: sending Value) {
        self.value = value
        lock.initialize(to: pthread_mutex_t())
        pthread_mutex_init(lock, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    /// `body` must not lock again.
    package func withLock<Result>(_ body: (inout Value) -> sending Result) -> sending Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body(&value)
    }
}
