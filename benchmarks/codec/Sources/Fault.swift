/// What stops the benchmark before it has measured anything.
enum Fault: Error, CustomStringConvertible {
    case usage(String)
    case unreadable(String)
    case library(String)
    case mismatch(peer: String, what: String, message: Int)

    var description: String {
        switch self {
        case .usage(let why): "\(why)\n\(Options.usage)"
        case .unreadable(let why), .library(let why): why
        case .mismatch(let peer, let what, let message): "\(peer): \(what), message \(message)"
        }
    }
}
