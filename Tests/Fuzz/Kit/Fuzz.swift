import FuzzEngine
import Glibc

/// Feeds bytes to one target: those that libFuzzer draws, or without it those of the files it is given, once each.
package enum Fuzz {
    /// The target is named by the environment, for the arguments belong to libFuzzer.
    static let variable = "LIFELINE_FUZZ_TARGET"

    /// Feeds the one of `targets` that is wanted, or names them all.
    package static func main(_ targets: [Target]) {
        let wanted = getenv(variable).map { String(cString: $0) } ?? ""
        guard let target = targets.first(where: { $0.name == wanted }) else {
            print(targets.map { "\($0.name): \($0.about)" }.joined(separator: "\n"))
            exit(wanted.isEmpty ? 0 : 2)
        }
        Target.chosen = target
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        let code = fuzz_engine_run(&count, &arguments) { bytes, count in
            Target.chosen?.run(UnsafeRawBufferPointer(start: bytes, count: count))
            return 0
        }
        guard code < 0 else { exit(code) }
        for path in CommandLine.arguments.dropFirst() { replay(path, target) }
    }

    private static func replay(_ path: String, _ target: Target) {
        guard let file = fopen(path, "rb") else { return perror(path) }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        bytes[..<count].withUnsafeBytes { target.run($0) }
        print("\(path): holds")
    }
}
