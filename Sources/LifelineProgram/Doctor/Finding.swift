/// What one check found, as one line: what was seen, or what was expected and what to do.
struct Finding {
    enum Verdict: String {
        case good = "ok"
        case bad = "FAIL"
        case skipped = "skip"
    }

    let verdict: Verdict
    let check: String
    let words: String

    static func ok(_ check: String, _ words: String) -> Finding { Finding(verdict: .good, check: check, words: words) }
    static func fail(_ check: String, _ words: String) -> Finding { Finding(verdict: .bad, check: check, words: words) }
    static func skip(_ check: String, _ words: String) -> Finding {
        Finding(verdict: .skipped, check: check, words: words)
    }

    /// `good` if `isFine`, else what was expected and what to do.
    static func expect(_ check: String, _ isFine: Bool, _ seen: String, orElse advice: String) -> Finding {
        isFine ? ok(check, seen) : fail(check, "\(seen); \(advice)")
    }

    var line: String { "\(Prose.padded(verdict.rawValue, 5)) \(Prose.padded(check, 16)) \(words)\n" }
}
