/// The words after a command. Each flag is asked for once; what is left over then is a mistake.
///
/// ```swift
/// let fast = arguments.flag("--fast")
/// let seconds = try arguments.number("--seconds", in: 0...3600) ?? 10
/// try arguments.finish()
/// ```
/// `--flag value` and `--flag=value` are the same.
struct Arguments {
    let command: String
    private var words: [String]

    init(_ command: String, _ words: [String]) {
        self.command = command
        self.words = words
    }

    /// True if a flag without value is there.
    mutating func flag(_ name: String) -> Bool {
        let isThere = words.contains(name)
        words.removeAll { $0 == name }
        return isThere
    }

    /// Every value of a flag that may come several times. `what` says what it should be.
    mutating func values(_ name: String, _ what: String) throws(Misuse) -> [String] {
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

    /// Whatever nobody asked for is a mistake.
    func finish() throws(Misuse) {
        guard let word = words.first else { return }
        let what = word.hasPrefix("-") ? "flag" : "argument"
        throw misuse("no \(what) '\(word)' here; `\(command) --help` lists the flags")
    }

    func misuse(_ words: String) -> Misuse { Misuse(command, words) }
}
