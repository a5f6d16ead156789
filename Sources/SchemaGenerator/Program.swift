import Glibc

/// lifeline-schemas: writes what follows from the descriptions, or says what is stale.
@main struct Program {
    private static let usage = """
        lifeline-schemas: writes schemas, layouts and golden vectors from the descriptions of the messages.

        usage: lifeline-schemas [write | check | check-frozen | freeze VERSION] [--root FOLDER]

          write           every file that is stale; names them
          check           writes nothing; exit 1 if a file is stale, and names it
          check-frozen    exit 1 if a layout did more than grow since a release in schemas/frozen
          freeze VERSION  keeps today's layouts as schemas/frozen/VERSION.json; never twice
        """

    static func main() {
        var words = Array(CommandLine.arguments.dropFirst())
        var root = "."
        if let option = words.firstIndex(of: "--root"), option + 1 < words.count {
            root = words[option + 1]
            words.removeSubrange(option...(option + 1))
        }
        let disk = Disk(root: root)
        switch words.first ?? "write" {
        case "write" where words.count <= 1: write(disk)
        case "check" where words.count == 1: check(disk)
        case "check-frozen" where words.count == 1: checkFrozen(disk)
        case "freeze" where words.count == 2: freeze(disk, words[1])
        case "--help", "-h": print(usage)
        default: fail(usage, code: 2)
        }
    }

    private static func fail(_ text: String, code: Int32 = 1) -> Never {
        let text = Array((text + "\n").utf8)
        _ = Glibc.write(STDERR_FILENO, text, text.count)
        exit(code)
    }

    /// What is stale, as it should be; nil bytes for a file that should not be there.
    private static func stale(_ disk: Disk) -> [(path: String, file: OutputFile?)] {
        var files = Generated.files
        for document in Generated.documents {
            guard let old = disk.read(document.path) else { continue }
            guard let text = document.renewed(String(decoding: old, as: UTF8.self)) else {
                fail("\(document.path) lacks a marker of \(document.markers.joined(separator: ", "))")
            }
            files.append(OutputFile(document.path, bytes: Array(text.utf8)))
        }
        let paths = Set(files.map(\.path))
        let extra = Generated.folders.flatMap { folder in disk.names(in: folder).map { "\(folder)/\($0)" } }
            .filter { !paths.contains($0) }
        return files.filter { disk.read($0.path) != $0.bytes }.map { ($0.path, $0) } + extra.map { ($0, nil) }
    }

    private static func write(_ disk: Disk) {
        let stale = stale(disk)
        for (path, file) in stale {
            guard file.map({ disk.write($0) }) ?? disk.remove(path) else {
                fail("\(path): \(String(cString: strerror(errno)))")
            }
            print(file == nil ? "removed \(path)" : "wrote \(path)")
        }
        if stale.isEmpty { print("nothing was stale") }
    }

    private static func check(_ disk: Disk) {
        let stale = stale(disk)
        for (path, file) in stale { print(file == nil ? "should not be there: \(path)" : "stale: \(path)") }
        guard stale.isEmpty else {
            fail("\(stale.count) files are stale; run scripts/schemas and commit what it writes")
        }
        print("\(Generated.files.count) files are up to date")
    }

    private static func checkFrozen(_ disk: Disk) {
        let names = disk.names(in: "schemas/frozen")
        var faults = 0
        for name in names {
            guard let frozen = disk.read("schemas/frozen/" + name).flatMap({ JSONTreeReader.tree($0) }) else {
                fail("schemas/frozen/\(name) is not JSON")
            }
            for fault in FrozenLayouts.faults(frozen: frozen, today: Generated.layouts) {
                print("\(name): \(fault)")
                faults += 1
            }
        }
        guard faults == 0 else { fail("\(faults) promises broken; docs/ENERGY-FRAME.md says how layouts grow") }
        print("\(names.count) frozen releases, layouts only grew")
    }

    private static func freeze(_ disk: Disk, _ version: String) {
        let path = "schemas/frozen/\(version).json"
        guard !version.isEmpty, version.utf8.allSatisfy({ $0 != 0x2F && $0 > 0x20 }) else {
            fail("\"\(version)\" is no version", code: 2)
        }
        guard disk.read(path) == nil else { fail("\(path) is frozen already: a promise is not written twice") }
        guard disk.write(OutputFile(path, Generated.layouts)) else {
            fail("\(path): \(String(cString: strerror(errno)))")
        }
        print("wrote \(path)")
    }
}
