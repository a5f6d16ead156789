/// One thing a service can be told: as a flag `--name value`, or as a line `name = value` of a file.
public struct Setting: Sendable {
    public let name: String
    /// What a value looks like, in capitals for help: `N`, `PATH`.
    public let value: String
    public let help: String
    /// Those that belong together.
    public let group: Group
    /// The values there are, if they can be counted: for completion.
    public let choices: [String]
    /// True if it may come several times.
    public let isRepeatable: Bool
    /// True if its value is nobody else's business.
    let isSecret: Bool
    let apply: @Sendable (inout ServiceOptions, String) throws(SettingFault) -> Void

    public enum Group: String, Sendable, CaseIterable {
        case addresses = "Addresses"
        case access = "Who may come in"
        case engine = "What is streamed"
        case output = "What it says"
        case limits = "Limits"
    }

    init(
        _ name: String, _ value: String, _ group: Group, _ help: String, choices: [String] = [],
        isRepeatable: Bool = false, isSecret: Bool = false,
        _ apply: @escaping @Sendable (inout ServiceOptions, String) throws(SettingFault) -> Void
    ) {
        self.name = name
        self.value = value
        self.group = group
        self.help = help
        self.choices = choices
        self.isRepeatable = isRepeatable
        self.isSecret = isSecret
        self.apply = apply
    }

    /// Takes a value, or says what would do instead.
    public func take(_ value: String, into options: inout ServiceOptions) throws(SettingFault) {
        do throws(SettingFault) {
            try apply(&options, value)
        } catch {
            throw SettingFault("\(name)\(isSecret ? "" : " \(value)") will not do: \(error.words)")
        }
    }

    /// What stands behind its name, for who wrote the name alone.
    public var wish: String {
        choices.isEmpty || choices.contains { $0.hasSuffix(":") }
            ? "\(value), \(help)" : choices.joined(separator: " or ")
    }

    public static func named(_ name: String) -> Setting? { all.first { $0.name == name } }
}

/// A value that a setting does not take, and what it takes.
public struct SettingFault: Error, Hashable, Sendable {
    public let words: String
    public init(_ words: String) { self.words = words }
}

extension Setting {
    /// A whole number into a field.
    static func number<N: FixedWidthInteger & Sendable>(
        _ name: String, _ group: Group, _ help: String, _ range: ClosedRange<N>,
        _ path: any WritableKeyPath<ServiceOptions, N> & Sendable
    ) -> Setting {
        Setting(name, "N", group, help) { options, value throws(SettingFault) in
            options[keyPath: path] = try parse(value, range)
        }
    }

    /// Bytes, with `k` or `M` behind the number if one likes.
    static func bytes(
        _ name: String, _ help: String, _ range: ClosedRange<Int>,
        _ path: any WritableKeyPath<ServiceOptions, Int> & Sendable
    ) -> Setting {
        Setting(name, "BYTES", .limits, help) { options, value throws(SettingFault) in
            let unit = value.hasSuffix("k") ? 10 : value.hasSuffix("M") ? 20 : 0
            let digits = unit == 0 ? value : String(value.dropLast())
            guard let number = Int(digits), number >= 0, range.contains(number << unit), number < 1 << 40 else {
                throw SettingFault("use \(range.lowerBound) to \(range.upperBound) bytes, such as 64k or 1M")
            }
            options[keyPath: path] = number << unit
        }
    }

    /// A time in milliseconds, or in seconds with `s` behind the number.
    static func time(
        _ name: String, _ group: Group, _ help: String, _ range: ClosedRange<Int64>,
        _ path: any WritableKeyPath<ServiceOptions, Duration> & Sendable
    ) -> Setting {
        Setting(name, "MS", group, help) { options, value throws(SettingFault) in
            let isSeconds = value.hasSuffix("s") && !value.hasSuffix("ms")
            let digits = value.prefix { $0.isNumber }
            guard let number = Int64(digits), number < 1 << 40, range.contains(isSeconds ? number * 1000 : number),
                ["", "s", "ms"].contains(value.dropFirst(digits.count))
            else {
                throw SettingFault("use \(range.lowerBound) to \(range.upperBound) milliseconds, such as 500ms or 2s")
            }
            options[keyPath: path] = .milliseconds(isSeconds ? number * 1000 : number)
        }
    }

    static func parse<N: FixedWidthInteger>(_ value: String, _ range: ClosedRange<N>) throws(SettingFault) -> N {
        guard let number = N(value), range.contains(number) else {
            throw SettingFault("use a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
