/// Text for a terminal.
enum Prose {
    static let columns = 100

    /// Fills lines, and keeps those breaks that are there.
    static func wrapped(_ text: String, columns: Int = columns) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { fill($0, columns) }.joined(separator: "\n")
    }

    private static func fill(_ line: Substring, _ columns: Int) -> String {
        var lines = [""]
        for word in line.split(separator: " ") {
            let last = lines[lines.count - 1]
            if last.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if last.count + 1 + word.count <= columns {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines.joined(separator: "\n")
    }

    /// Two columns: what, and about it. The first is as wide as its longest, or `width`.
    static func table(_ rows: [(String, String)], width: Int = 0) -> String {
        let width = max(rows.map(\.0.count).max() ?? 0, width)
        let gap = String(repeating: " ", count: width + 5)
        return rows.map { what, about in
            let lines = wrapped(about, columns: columns - gap.count).split(separator: "\n")
            return "  \(padded(what, width))   " + lines.joined(separator: "\n\(gap)")
        }.joined(separator: "\n")
    }

    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// As much of it as fits.
    static func cut(_ text: String, _ width: Int) -> String {
        text.count <= width ? text : text.prefix(max(width - 1, 0)) + "…"
    }

    static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    /// 1234567 as "1,234,567".
    static func grouped(_ number: Int) -> String {
        var text = ""
        for (index, digit) in String(number).reversed().enumerated() {
            if index > 0, index % 3 == 0, digit != "-" { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }

    /// 3.14159 with two places as "3.14"; thousands are grouped.
    static func decimal(_ number: Double, _ places: Int = 1) -> String {
        guard number.isFinite, abs(number) < 1e15 else { return "–" }
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((abs(number) * Double(scale)).rounded())
        let sign = number < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + grouped(scaled) }
        let part = String(scaled % scale)
        return sign + grouped(scaled / scale) + "." + String(repeating: "0", count: places - part.count) + part
    }

    /// 0.00123 as "1.23 ms".
    static func milliseconds(_ duration: Duration) -> String {
        let milliseconds = duration.inSeconds * 1e3
        return decimal(milliseconds, milliseconds < 10 ? 3 : 1) + " ms"
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
