import Glibc
import SchemaGenerator

/// A file of `schemas/vectors`.
struct VectorFile {
    let name: String
    let vectors: [JSONTree]

    private static let schemas: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/") + "/schemas"
    }()

    private static let folder = schemas + "/vectors"

    init(_ name: String) throws {
        self.name = name
        vectors = try VectorFile.tree(VectorFile.folder + "/" + name)["vectors"]?.elements ?? []
    }

    /// `schemas/layouts.json`.
    static func layouts() throws -> JSONTree { try tree(schemas + "/layouts.json") }

    private static func tree(_ path: String) throws -> JSONTree {
        guard let file = fopen(path, "rb") else { throw Missing(name: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        guard let tree = JSONTreeReader.tree(bytes) else { throw Missing(name: path) }
        return tree
    }

    struct Missing: Error { var name: String }

    /// Every file, by name.
    static let names: [String] = {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".json") { names.append(name) }
        }
        return names.sorted()
    }()

    private static let special = ["deltas.json", "lenient.json", "invalid-json.json", "invalid-energy.json"]
    /// Those whose vectors are canonical in both codecs.
    static var canonical: [String] { names.filter { !special.contains($0) } }
}

extension JSONTree {
    /// The bytes of a vector's record under `key`: hexadecimal for energy, text for JSON.
    func bytes(_ key: String, hex: Bool) throws -> [UInt8] {
        guard let text = self[key]?.text else { throw VectorFile.Missing(name: key) }
        guard hex else { return Array(text.utf8) }
        guard let bytes = Hex.bytes(text) else { throw VectorFile.Missing(name: key) }
        return bytes
    }

    var name: String { self["name"]?.text ?? "?" }
}
