/// What a completion script says of one command: its manual's flags.
struct CompletionPage {
    let name: String
    let summary: String
    let flags: [Flag]
    /// Where a command takes no flags but one of some words, its usage line names them: "bash|zsh|fish".
    let words: [String]

    init(_ name: String, _ summary: String, _ manual: Manual) {
        self.name = name
        self.summary = summary
        flags = manual.flags
        words = manual.flags.isEmpty ? manual.usage.split(separator: "|").map(String.init) : []
    }
}
