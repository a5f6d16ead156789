internal import LifelineCore

/// One thing worth writing down, with its fields. No payload of a text type has a way in: values are numbers, names,
/// addresses and phrases.
struct LogLine {
    let level: LogLevel
    /// What happened, always in the same words: what one searches for.
    let event: StaticString
    private(set) var fields: [(key: StaticString, value: Value)] = []

    enum Value {
        case number(Double)
        case word(String)
    }

    init(_ level: LogLevel, _ event: StaticString) {
        self.level = level
        self.event = event
    }

    func with(_ key: StaticString, _ number: some BinaryInteger) -> LogLine { with(key, .number(Double(number))) }
    func with(_ key: StaticString, _ duration: Duration) -> LogLine {
        with(key, .number((duration.seconds * 1e6).rounded() / 1e3))
    }
    func with(_ key: StaticString, _ name: Name) -> LogLine { with(key, .word(name.storage)) }
    func with(_ key: StaticString, _ phrase: Phrase) -> LogLine { with(key, .word(phrase.storage)) }
    /// An address or a reason of our own making.
    func with(_ key: StaticString, own words: String) -> LogLine { with(key, .word(words)) }

    private func with(_ key: StaticString, _ value: Value) -> LogLine {
        var line = self
        line.fields.append((key, value))
        return line
    }

    // MARK: Spelling

    func spelled(_ form: LogForm, at time: Timestamp) -> String {
        switch form {
        case .text: text(at: time)
        case .json: json(at: time)
        }
    }

    private func text(at time: Timestamp) -> String {
        var text = "\(UTC(time).description) \(level.name.description) \(event)"
        for (key, value) in fields {
            switch value {
            case .number(let number): text += " \(key)=\(LogLine.spelled(number))"
            case .word(let word):
                let isPlain = word.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3D }
                text += isPlain && !word.isEmpty ? " \(key)=\(word)" : " \(key)=\(LogLine.quoted(word))"
            }
        }
        return text + "\n"
    }

    private func json(at time: Timestamp) -> String {
        var text = "{\"time\":\"\(UTC(time))\",\"level\":\"\(level.name)\",\"event\":\"\(event)\""
        for (key, value) in fields {
            switch value {
            case .number(let number): text += ",\"\(key)\":\(LogLine.spelled(number))"
            case .word(let word): text += ",\"\(key)\":\(LogLine.quoted(word))"
            }
        }
        return text + "}\n"
    }

    private static func spelled(_ number: Double) -> String {
        number.rounded() == number && abs(number) < 1e15 ? String(Int64(number)) : "\(number)"
    }

    /// A JSON string: nothing in it can end a line or drive a terminal.
    private static func quoted(_ word: String) -> String {
        var text = "\""
        for scalar in word.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
