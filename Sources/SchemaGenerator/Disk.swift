import Glibc

/// The repository's files, below its root.
struct Disk {
    var root: String

    private func path(_ name: String) -> String { root + "/" + name }

    /// Nil if there is no such file.
    func read(_ name: String) -> [UInt8]? {
        guard let file = fopen(path(name), "rb") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }

    /// False if the file could not be written; `errno` says why.
    func write(_ file: OutputFile) -> Bool {
        for (index, byte) in file.path.utf8.enumerated() where byte == 0x2F {
            mkdir(path(String(decoding: file.path.utf8.prefix(index), as: UTF8.self)), 0o755)
        }
        guard let handle = fopen(path(file.path), "wb") else { return false }
        let count = fwrite(file.bytes, 1, file.bytes.count, handle)
        return fclose(handle) == 0 && count == file.bytes.count
    }

    func remove(_ name: String) -> Bool { unlink(path(name)) == 0 }

    /// The names of the files in a folder that end in `.json`, sorted.
    func names(in folder: String) -> [String] {
        guard let stream = opendir(path(folder)) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".json") { names.append(name) }
        }
        return names.sorted()
    }
}
