/// A manual page in the making, in the language that man reads.
struct Roff {
    private(set) var page: String
    /// A section begins with its first paragraph; no space stands between.
    private var isFresh = false

    init(_ title: String, section: Int, date: String, source: String, book: String) {
        page = ".TH \(title) \(section) \"\(date)\" \"\(Roff.spelled(source))\" \"\(Roff.spelled(book))\"\n"
    }

    mutating func section(_ title: String) {
        page += ".SH \(Roff.spelled(title))\n"
        isFresh = true
    }

    mutating func subsection(_ title: String) {
        page += ".SS \(Roff.spelled(title))\n"
        isFresh = true
    }

    /// Lines that are there are kept.
    mutating func paragraph(_ text: String) {
        if !isFresh { page += ".PP\n" }
        isFresh = false
        page += Roff.lines(text).joined(separator: "\n.br\n") + "\n"
    }

    /// What, and about it.
    mutating func entry(_ what: String, _ about: String) {
        isFresh = false
        page += ".TP\n.B \(Roff.spelled(what))\n" + Roff.lines(about).joined(separator: "\n.br\n") + "\n"
    }

    /// Lines to be typed.
    mutating func example(_ lines: [String]) {
        isFresh = false
        page += ".nf\n.RS 4\n" + lines.map { Roff.line($0) }.joined(separator: "\n") + "\n.RE\n.fi\n"
    }

    /// Man fills lines by itself; these are for who reads the source.
    private static let columns = 64

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { written in
            let filled = Prose.wrapped(String(written), columns: columns)
            return filled.split(separator: "\n").map { line(String($0)) }.joined(separator: "\n")
        }
    }

    /// A line that starts with a mark is no request.
    private static func line(_ text: String) -> String {
        let spelled = spelled(text)
        return spelled.hasPrefix(".") || spelled.hasPrefix("'") ? "\\&" + spelled : spelled
    }

    /// Every character as itself: hyphens that can be copied, and nothing that only some terminals have.
    static func spelled(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "\\": "\\e"
            case "-": "\\-"
            case "\"": "\\(dq"
            case _ where scalar.isASCII: String(scalar)
            default: "\\[u\(padded(String(scalar.value, radix: 16, uppercase: true)))]"
            }
        }.joined()
    }

    private static func padded(_ digits: String) -> String {
        String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
