internal import Glibc

/// Settings in a file: `name = value` a line, `#` before what is for people only.
public enum ConfigFile {
    /// The largest file that is taken for one.
    static let bytesMax = 1 << 20

    public static func read(_ path: String, into options: inout ServiceOptions) throws(SettingFault) {
        try apply(try text(of: path), path, &options)
    }

    static func apply(_ text: String, _ path: String, _ options: inout ServiceOptions) throws(SettingFault) {
        var seen: Set<String> = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let words = trimmed(line.prefix { $0 != "#" })
            guard !words.isEmpty else { continue }
            let place = "\(path), line \(index + 1)"
            guard let cut = words.firstIndex(of: "=") else {
                throw SettingFault("\(place): write name = value")
            }
            let name = String(trimmed(words[..<cut]))
            guard let setting = Setting.named(name) else {
                throw SettingFault("\(place): no setting '\(name)'; `lifeline serve --help` lists them")
            }
            guard seen.insert(name).inserted || setting.isRepeatable else {
                throw SettingFault("\(place): \(name) is there twice: say it once")
            }
            do throws(SettingFault) {
                try setting.take(String(trimmed(words[words.index(after: cut)...])), into: &options)
            } catch {
                throw SettingFault("\(place): \(error.words)")
            }
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
        while let last = text.last, last == " " || last == "\t" || last == "\r" { text.removeLast() }
        return text
    }

    private static func text(of path: String) throws(SettingFault) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw SettingFault("cannot read \(path): \(String(cString: strerror(errno)))") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= bytesMax {
            let count = room.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw SettingFault("cannot read \(path): \(String(cString: strerror(errno)))") }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += room.prefix(count)
        }
        throw SettingFault("\(path) is larger than \(bytesMax) bytes: is it a settings file?")
    }
}
