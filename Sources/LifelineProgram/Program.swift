import Glibc
import LifelineCore
import Service

/// `lifeline`: finds the command and hands it its words.
@main
struct Program {
    static let version = Service.version.description
    /// The day of that version.
    static let versionDate = "2026-11-30"
    static let summary = "the real-time wire between an engine and its user interface"
    static let exits = "0 all went well, 1 something failed, 2 the command line is wrong."
    static let flags = [
        ("--help", "this text; after a command: all about that command"),
        ("--version", "the version, and nothing else"),
    ]

    static var commands: [any Command.Type] {
        [
            ServeCommand.self, WatchCommand.self, DoctorCommand.self, BenchCommand.self, DemoCommand.self,
            ConvertCommand.self, CompletionsCommand.self,
        ]
    }

    static func main() {
        do throws(Misuse) {
            exit(try run(Array(CommandLine.arguments.dropFirst())).rawValue)
        } catch {
            StandardError.say("\(error.command): \(error.words)")
            exit(Outcome.misused.rawValue)
        }
    }

    private static func run(_ words: [String]) throws(Misuse) -> Outcome {
        guard let word = words.first else {
            throw Misuse("lifeline", "say what to do: \(commands.map { $0.name }.joined(separator: ", ")), or --help")
        }
        switch word {
        case "--help", "-h": return StandardOutput.print(help)
        case "--version": return StandardOutput.print("lifeline \(version)\n")
        // For packagers alone, so no command: the page is in packaging/ already.
        case "--manual-page": return StandardOutput.print(ManualPage.text(commands))
        case "help": return try explain(Array(words.dropFirst()))
        default: break
        }
        let command = try find(word)
        let rest = words.dropFirst()
        if rest.contains("--help") || rest.contains("-h") {
            return StandardOutput.print(command.manual.page(command.name))
        }
        var arguments = Arguments("lifeline \(command.name)", Array(rest), command.manual)
        return try command.init(&arguments).run()
    }

    private static func explain(_ words: [String]) throws(Misuse) -> Outcome {
        guard let word = words.first else { return StandardOutput.print(help) }
        guard words.count == 1 else {
            throw Misuse("lifeline help", "explains one command at a time, not \(words.count)")
        }
        let command = try find(word)
        return StandardOutput.print(command.manual.page(command.name))
    }

    private static func find(_ word: String) throws(Misuse) -> any Command.Type {
        guard let command = commands.first(where: { $0.name == word }) else {
            throw Misuse("lifeline", "no command '\(word)'; `lifeline --help` lists them")
        }
        return command
    }

    private static var help: String {
        """
        lifeline is \(summary).

        Usage: lifeline COMMAND [FLAGS]

        Commands:
        \(Prose.table(commands.map { ($0.name, $0.summary) }))

        Flags:
        \(Prose.table(flags))

        Examples:
          lifeline serve --source demo
          lifeline help convert

        Exit codes: \(exits)

        """
    }
}
