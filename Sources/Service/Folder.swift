internal import Glibc
internal import LifelineCore

/// `$XDG_RUNTIME_DIR/lifeline`: where the socket and the token of this user's service are.
struct Folder {
    let path: String

    /// Nil where the system has no such place; then sockets need a path of their own.
    static let lifeline: Folder? = {
        guard let base = getenv("XDG_RUNTIME_DIR") else { return nil }
        let path = String(cString: base)
        guard path.hasPrefix("/") else { return nil }
        return Folder(path: "\(path)/lifeline")
    }()

    /// A token ends with its service; that of a later one stays.
    func forget(_ token: Secret) {
        let file = open("\(path)/token", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return }
        defer { close(file) }
        var room = [UInt8](repeating: 0, count: Secret.bytesMax + 1)
        let count = room.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
        if count > 0, room.prefix(count).elementsEqual(Array((token.storage + "\n").utf8)) { unlink("\(path)/token") }
    }

    /// Writes the token for native clients, readable for our own user alone. Nil if it cannot be kept.
    func keep(_ token: Secret) -> String? {
        let file = "\(path)/token"
        _ = mkdir(path, 0o700)
        unlink(file)
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let bytes = Array((token.storage + "\n").utf8)
        return bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == bytes.count ? file : nil
    }
}
