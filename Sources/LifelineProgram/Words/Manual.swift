/// What a command says of itself: its help is written from it, shells complete from it, and its arguments are held to it.
struct Manual {
    /// What it is for: the first line of the help.
    let lead: String
    /// What stands behind the command's name in the usage line.
    let usage: String
    /// Paragraphs.
    var text: [String] = []
    let flags: [Flag]
    var examples: [String] = []
    /// Paragraphs after the examples.
    var notes: [String] = []
    /// "0 all is well, 1 something failed, 2 the command line is wrong."
    let exits: String

    /// Flags that belong together, in the order in which their groups come.
    private var groups: [String] {
        var titles: [String] = []
        for flag in flags where !titles.contains(flag.group) { titles.append(flag.group) }
        let width = flags.map(\.spelling.count).max() ?? 0
        return titles.map { title in
            let rows = flags.filter { $0.group == title }.map { ($0.spelling, $0.words) }
            return "\(title):\n\(Prose.table(rows, width: width))"
        }
    }

    func flag(named name: String) -> Flag? { flags.first { $0.name == name } }

    /// What `lifeline help NAME` prints.
    func page(_ command: String) -> String {
        var parts = [Prose.wrapped(lead), Prose.wrapped("Usage: lifeline \(command) \(usage)")]
        parts += text.map { Prose.wrapped($0) }
        parts += groups
        if !examples.isEmpty { parts.append("Examples:\n" + examples.map { "  \($0)" }.joined(separator: "\n")) }
        parts += notes.map { Prose.wrapped($0) }
        parts.append(Prose.wrapped("Exit codes: \(exits)"))
        return parts.joined(separator: "\n\n") + "\n"
    }
}
