public enum LogLevel: UInt8, Sendable, Hashable, CaseIterable, Comparable {
    case debug, info, warning, error, silent

    public var name: StaticString {
        switch self {
        case .debug: "debug"
        case .info: "info"
        case .warning: "warning"
        case .error: "error"
        case .silent: "silent"
        }
    }

    public static func < (a: LogLevel, b: LogLevel) -> Bool { a.rawValue < b.rawValue }
}

public enum LogForm: Sendable, Hashable { case text, json }
