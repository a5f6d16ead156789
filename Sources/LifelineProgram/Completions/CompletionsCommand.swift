/// `lifeline completions`: what a shell needs to finish our words.
struct CompletionsCommand: Command {
    static let name = "completions"
    static let summary = "prints what lets a shell complete these commands"

    private let shell: Shell

    init(_ arguments: inout Arguments) throws(Misuse) {
        let names = Shell.allCases.map(\.rawValue).joined(separator: ", ")
        guard let word = arguments.word() else { throw arguments.misuse("say for which shell: \(names)") }
        guard let shell = Shell(rawValue: word) else { throw arguments.misuse("no shell '\(word)': use \(names)") }
        self.shell = shell
        try arguments.finish()
    }

    func run() -> Outcome {
        let pages = Program.commands.map { CompletionPage($0.name, $0.summary, $0.manual) }
        return StandardOutput.print(shell.script(pages))
    }

    static let manual = Manual(
        lead:
            "lifeline completions prints a script that lets a shell complete the commands, flags and words of lifeline.",
        usage: "bash|zsh|fish",
        flags: [],
        examples: [
            "source <(lifeline completions bash)        # in ~/.bashrc",
            "source <(lifeline completions zsh)         # in ~/.zshrc, after compinit",
            "lifeline completions fish > ~/.config/fish/completions/lifeline.fish",
        ],
        exits: "0 printed, 2 the command line is wrong.")
}
