internal import CLibuv
internal import Glibc
internal import LifelineCore

/// The file of a Unix socket we listen on, in a folder only we can enter.
///
/// Nobody connects before the mode is 0600: it is set on the socket before `bind` makes the file of it, so no window
/// and no process-wide umask. A stale socket of ours is replaced, a live one is not. Who checks and binds holds a lock
/// on the folder, so that two that start at once cannot both find the other's socket stale.
struct UnixSocketFile {
    private let path: String
    private let device: dev_t
    private let inode: ino_t

    /// Gives `socket` its name at `path`.
    static func bind(_ socket: CInt, _ name: SocketAddress, path: String) throws(TransportError) -> UnixSocketFile {
        let folder = try lockedFolder(of: path)
        defer { close(folder) }
        try clearStale(name, path)
        guard fchmod(socket, 0o600) == 0, name.withPointer({ Glibc.bind(socket, $0, $1) }) == 0 else {
            throw TransportError(errno: errno, "bind", path)
        }
        var status = stat()
        guard lstat(path, &status) == 0 else { throw TransportError(errno: errno, "bind", path) }
        let file = UnixSocketFile(path: path, device: status.st_dev, inode: status.st_ino)
        guard status.st_mode & 0o777 == 0o600 || chmod(path, 0o600) == 0 else {
            file.remove()
            throw TransportError(.permission, "bind", path, "the socket's mode cannot be made 0600")
        }
        return file
    }

    /// Removes the file if it still is the one we made.
    func remove() {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_dev == device, status.st_ino == inode else { return }
        unlink(path)
    }

    /// The folder, open and locked; closing it unlocks it.
    private static func lockedFolder(of path: String) throws(TransportError) -> CInt {
        let folder = folderPath(of: path)
        var descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT, mkdir(folder, 0o700) == 0 || errno == EEXIST {
            descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        guard descriptor >= 0 else {
            let code = errno
            guard code == ENOENT else { throw TransportError(errno: code, "open", folder) }
            throw TransportError(.notFound, "open", folder, "the folder above it does not exist: create it first")
        }
        do throws(TransportError) {
            try check(descriptor, folder)
            try lock(descriptor, folder)
        } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func folderPath(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func check(_ descriptor: CInt, _ folder: String) throws(TransportError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw TransportError(errno: errno, "open", folder) }
        guard status.st_uid == geteuid() else {
            throw TransportError(
                .permission, "open", folder,
                "the folder belongs to user \(status.st_uid): put the socket into a folder of your own, with mode 0700")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw TransportError(
                .permission, "open", folder,
                "others may enter the folder (mode 0\(String(status.st_mode & 0o777, radix: 8))): chmod 700 it, or "
                    + "name a folder that does not exist yet")
        }
    }

    /// Others hold it for the few microseconds of a `bind`: a tenth of a second is plenty.
    private static func lock(_ descriptor: CInt, _ folder: String) throws(TransportError) {
        for _ in 0..<100 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
            usleep(1_000)
        }
        throw TransportError(
            .addressInUse, "lock", folder, "another process is binding a socket in this folder: try again")
    }

    private static func clearStale(_ name: SocketAddress, _ path: String) throws(TransportError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw TransportError(
                .addressInUse, "bind", path, "there is a file that is no socket: remove it, or take another path")
        }
        guard status.st_uid == geteuid() else {
            throw TransportError(.permission, "bind", path, "the socket there belongs to user \(status.st_uid)")
        }
        let probe = lifeline_socket(AF_UNIX)
        guard probe >= 0 else { throw TransportError(errno: errno, "bind", path) }
        defer { close(probe) }
        // Anything but a refusal means that somebody is there: a full backlog says EAGAIN.
        guard name.withPointer({ connect(probe, $0, $1) }) != 0, errno == ECONNREFUSED else {
            throw TransportError(errno: EADDRINUSE, "bind", path)
        }
        unlink(path)
    }
}
