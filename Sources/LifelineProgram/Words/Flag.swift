/// One flag: how it is written, what it takes, what it does.
struct Flag {
    /// "--codec"
    let name: String
    /// "CODEC"; nil if the flag stands alone.
    let value: String?
    let kind: Kind
    let words: String
    /// What it stands under.
    var group = "Flags"

    enum Kind: Equatable {
        case alone, text, file
        /// One of these words.
        case choice([String])
    }

    init(_ name: String, _ words: String) {
        self.name = name
        self.words = words
        value = nil
        kind = .alone
    }

    init(_ name: String, _ value: String, of kind: Kind = .text, _ words: String) {
        self.name = name
        self.value = value
        self.kind = kind
        self.words = words
    }

    var spelling: String { value.map { "\(name) \($0)" } ?? name }
}
