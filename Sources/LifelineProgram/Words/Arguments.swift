/// The words after a command. Each flag is asked for once; what is left over then is a mistake.
///
/// ```swift
/// let fast = arguments.flag("--fast")
/// let seconds = try arguments.number("--seconds", in: 0...3600) ?? 10
/// try arguments.finish()
/// ```
/// `--flag value` and `--flag=value` are the same. Only flags that the manual has may be asked for, and all of them have
/// to be, so that a command takes what its help says.
struct Arguments {
    let command: String
    private let manual: Manual
    private var words: [String]
    private var asked: Set<String> = []

    init(_ command: String, _ words: [String], _ manual: Manual) {
        self.command = command
        self.words = words
        self.manual = manual
    }

    private mutating func ask(_ name: String) {
        precondition(manual.flag(named: name) != nil, "\(command) asks for \(name): put it into its manual")
        asked.insert(name)
    }

    /// True if a flag without value is there.
    mutating func flag(_ name: String) -> Bool {
        ask(name)
        let isThere = words.contains(name)
        words.removeAll { $0 == name }
        return isThere
    }

    /// Every value of a flag that may come several times. `what` says what it should be.
    mutating func values(_ name: String, _ what: String) throws(Misuse) -> [String] {
        ask(name)
        var values: [String] = []
        var rest: [String] = []
        var index = 0
        while index < words.count {
            let word = words[index]
            index += 1
            if word.hasPrefix(name + "=") {
                values.append(String(word.dropFirst(name.count + 1)))
            } else if word == name {
                guard index < words.count, !words[index].hasPrefix("--") else {
                    throw misuse("\(name) needs a value: \(what)")
                }
                values.append(words[index])
                index += 1
            } else {
                rest.append(word)
            }
        }
        words = rest
        return values
    }

    /// The value of a flag that comes at most once.
    mutating func value(_ name: String, _ what: String) throws(Misuse) -> String? {
        let values = try values(name, what)
        guard values.count < 2 else { throw misuse("\(name) is there \(values.count) times: say it once") }
        return values.first
    }

    /// The same for a whole number.
    mutating func number(_ name: String, in range: ClosedRange<Int>) throws(Misuse) -> Int? {
        let what = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard let value = try value(name, what) else { return nil }
        guard let number = Int(value), range.contains(number) else {
            throw misuse("\(name) \(value) will not do: use \(what)")
        }
        return number
    }

    /// The same for one of the words that the manual lists.
    mutating func choice(_ name: String) throws(Misuse) -> String? {
        guard case .choice(let choices) = manual.flag(named: name)?.kind else {
            preconditionFailure("\(name) is no choice: say so in the manual")
        }
        let list = choices.joined(separator: " or ")
        guard let value = try value(name, list) else { return nil }
        guard choices.contains(value) else { throw misuse("\(name) \(value) will not do: use \(list)") }
        return value
    }

    /// The next word that is no flag. Ask for the flags first: what is left are the command's own words.
    mutating func word() -> String? {
        guard let first = words.first, !first.hasPrefix("-") else { return nil }
        return words.removeFirst()
    }

    var hasWord: Bool { words.first.map { !$0.hasPrefix("-") } ?? false }

    /// Whatever nobody asked for is a mistake.
    func finish() throws(Misuse) {
        let forgotten = manual.flags.filter { !asked.contains($0.name) }
        precondition(forgotten.isEmpty, "\(command) does not ask for \(forgotten.map(\.name)), its manual has them")
        guard let word = words.first else { return }
        let what = word.hasPrefix("-") ? "flag" : "argument"
        throw misuse("no \(what) '\(word)' here; `\(command) --help` lists the flags")
    }

    func misuse(_ words: String) -> Misuse { Misuse(command, words) }
}
