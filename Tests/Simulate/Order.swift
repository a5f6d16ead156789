import LifelineSimulation

/// What the command line asks for.
struct Order {
    var seed = Seed(rawValue: .random(in: 0 ... .max))
    /// Simulated, of each run.
    var minutes = 10
    var runs = 20
    /// Real ones, after which no other run begins.
    var seconds: Int?
    var isQuiet = false
    var kind = Kind.hub

    enum Kind: String {
        /// The sessions alone, in the plainest of shells.
        case model
        /// The production hub and clients.
        case hub
    }

    /// Enough minutes to demand that every rare state was seen.
    var isComplete: Bool { minutes * runs >= 200 && seconds == nil }

    init?(_ words: some Sequence<String>) {
        var words = Array(words)[...]
        while let word = words.popFirst() {
            if word == "--quiet" {
                isQuiet = true
                continue
            }
            guard let value = words.popFirst() else { return nil }
            switch word {
            case "--seed":
                let digits = value.hasPrefix("0x") ? UInt64(value.dropFirst(2), radix: 16) : UInt64(value)
                guard let digits else { return nil }
                seed = Seed(rawValue: digits)
            case "--world":
                guard let kind = Kind(rawValue: value) else { return nil }
                self.kind = kind
            case "--minutes":
                guard let number = Int(value), number > 0 else { return nil }
                minutes = number
            case "--runs":
                guard let number = Int(value), number > 0 else { return nil }
                runs = number
            case "--seconds":
                guard let number = Int(value), number > 0 else { return nil }
                seconds = number
            default: return nil
            }
        }
    }
}
