internal import CLibuv
internal import Glibc
internal import LifelineCore

extension TransportError {
    /// The system's `errno`, as a fault of ours.
    init(errno code: CInt, _ operation: String, _ address: String) {
        let (reason, advice) = TransportError.meaning(of: code, operation)
        let words = uv_strerror(-code).map { String(cString: $0) } ?? "error \(code)"
        self.init(reason, operation, address, advice.isEmpty ? words : "\(words): \(advice)")
    }

    private static func meaning(of code: CInt, _ operation: String) -> (Reason, String) {
        switch code {
        case EADDRINUSE: (.addressInUse, "another process listens there; stop it, or take another port (0 chooses one)")
        case EADDRNOTAVAIL: (operation == "bind" ? .badAddress : .unreachable, "this machine has no such address")
        case EACCES, EPERM: (.permission, operation == "bind" ? "ports below 1024 and foreign folders need rights" : "")
        case ECONNREFUSED: (.refused, "nobody listens there")
        case ENETUNREACH, EHOSTUNREACH, ENETDOWN: (.unreachable, "")
        case ENOENT: (.notFound, "nobody has listened there yet")
        case ETIMEDOUT: (.timeout, "")
        case EMFILE, ENFILE: (.resources, "raise the limit of open files (ulimit -n)")
        case ENOMEM, ENOBUFS, EAGAIN: (.resources, "")
        case ECANCELED: (.cancelled, "")
        case EAFNOSUPPORT, EINVAL, ENAMETOOLONG, ENOTDIR: (.badAddress, "")
        default: (.other, "")
        }
    }
}

/// What the system was asked for.
enum SystemCall { case accept, read, write }

/// The one place through which the results of `accept`, `read` and `write` pass: non-negative, or a negative `errno`.
///
/// It does nothing, and costs nothing. A build that injects faults fails the n-th call of a kind here; for `read` and
/// `write` it may also say fewer bytes than it got, never more.
@inline(__always)
func passed(_ result: Int, _ call: SystemCall) -> Int { result }
