internal import CLibuv
internal import Glibc
public import LifelineCore

/// What the wall clock of this machine says.
public enum WallClock {
    public static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) &* 1_000_000 &+ Int64(time.tv_nsec) / 1_000)
    }
}

/// Who runs this process.
public enum OwnUser {
    /// The real user of this process, as the kernel numbers it.
    public static var uid: UInt32 { getuid() }
}
