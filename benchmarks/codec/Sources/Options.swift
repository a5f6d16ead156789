/// What the command line asks for.
struct Options {
    static let usage = """
        usage: codecbench --messages FILE [--peers LIBRARY] [--rounds N] [--json FILE] [--only GROUP]...
          --messages  the corpus, as messages.py writes it
          --peers     libcodec-peers.so, as build-peers makes it; without it the peers' rows are absent
          --rounds    how often every row is sampled, 41 unless told
          --json      where the figures also go
          --only      a group to keep, such as "JSON encode"; may be repeated
        """

    var messages = ""
    var peers: String?
    var rounds = 41
    var json: String?
    var only: Set<String> = []

    init(_ arguments: some Sequence<String>) throws {
        var words = arguments.makeIterator()
        while let word = words.next() {
            guard let value = words.next() else { throw Fault.usage("\(word) wants a value") }
            switch word {
            case "--messages": messages = value
            case "--peers": peers = value
            case "--json": json = value
            case "--rounds":
                guard let count = Int(value), count > 0 else {
                    throw Fault.usage("--rounds wants a count, not \(value)")
                }
                rounds = count
            case "--only":
                guard Group.allCases.contains(where: { $0.name == value }) else {
                    throw Fault.usage("--only wants one of \(Group.allCases.map(\.name)), not \(value)")
                }
                only.insert(value)
            default: throw Fault.usage("\(word) is not an option")
            }
        }
        guard !messages.isEmpty else { throw Fault.usage("--messages is missing") }
    }
}
