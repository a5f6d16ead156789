/// One of the things the program does.
protocol Command {
    static var name: String { get }
    /// One line for the list of commands.
    static var summary: String { get }
    static var manual: Manual { get }

    /// Takes all its arguments, or says what is wrong with them.
    init(_ arguments: inout Arguments) throws(Misuse)

    func run() -> Outcome
}

/// How the program ends.
enum Outcome: Int32 {
    case done = 0
    case failed = 1
    case misused = 2
}

/// The command line is wrong: one line saying what to do instead.
struct Misuse: Error {
    let command: String
    let words: String

    init(_ command: String, _ words: String) {
        self.command = command
        self.words = words
    }
}
