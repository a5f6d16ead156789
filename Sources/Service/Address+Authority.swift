internal import LifelineCore

extension Address {
    /// `host:port` of `//host:port/path`. Nil for a place on this machine: a file, a name.
    private var authority: Substring? {
        rest.hasPrefix("//") ? rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" } : nil
    }

    var port: UInt16? {
        authority.flatMap { text in
            text.lastIndex(of: ":").flatMap { UInt16(text[text.index(after: $0)...]) }
        }
    }

    /// `[::1]` keeps its brackets.
    var host: Substring? {
        authority.map { $0.first == "[" ? $0.prefix { $0 != "]" } + "]" : $0.prefix { $0 != ":" } }
    }
}
