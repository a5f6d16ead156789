import Glibc

/// `lifeline`: finds the command and hands it its words.
@main
struct Program {
    static let version = "0.1.0"

    static var commands: [any Command.Type] { [ServeCommand.self, ConvertCommand.self, DemoCommand.self] }

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
        case "help": return try explain(Array(words.dropFirst()))
        default: break
        }
        let command = try find(word)
        let rest = words.dropFirst()
        if rest.contains("--help") || rest.contains("-h") { return StandardOutput.print(command.help) }
        var arguments = Arguments("lifeline \(command.name)", Array(rest))
        return try command.init(&arguments).run()
    }

    private static func explain(_ words: [String]) throws(Misuse) -> Outcome {
        guard let word = words.first else { return StandardOutput.print(help) }
        guard words.count == 1 else {
            throw Misuse("lifeline help", "explains one command at a time, not \(words.count)")
        }
        return StandardOutput.print(try find(word).help)
    }

    private static func find(_ word: String) throws(Misuse) -> any Command.Type {
        guard let command = commands.first(where: { $0.name == word }) else {
            throw Misuse("lifeline", "no command '\(word)'; `lifeline --help` lists them")
        }
        return command
    }

    private static var help: String {
        let width = commands.map { $0.name.count }.max() ?? 0
        let list = commands.map { command in
            let gap = String(repeating: " ", count: width - command.name.count)
            return "  \(command.name)\(gap)   \(command.summary)"
        }
        return """
            lifeline is the real-time wire between an engine and its user interface.

            Usage: lifeline COMMAND [FLAGS]

            Commands:
            \(list.joined(separator: "\n"))

            Flags:
              --help      this text; after a command: all about that command
              --version   the version, and nothing else

            Examples:
              lifeline serve --source demo
              lifeline help convert

            Exit codes: 0 all went well, 1 something failed, 2 the command line is wrong.

            """
    }
}
