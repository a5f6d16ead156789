/// What the demo's models have to say.
enum DemoText {
    static let answers = [
        """
        A river does not hurry, and still it is never late. What it carries, it carries to the end; what it cannot carry, \
        it goes around.
        """,
        """
        Think of a choir in which everyone hears everyone else. Nobody leads for long. When two voices meet on one note, the \
        room answers, and for a moment there is more sound than singers.
        """,
        """
        Es gibt drei Wege über den Fluß: die Brücke, die Fähre – und Geduld. Le café est déjà prêt, 早く行こう. \
        A wire has to carry them all, byte by byte. 🌊
        """,
        """
        First measure. Then change one thing. Then measure again, on the same machine, in the same hour. If the two numbers \
        are equal, you have learnt something all the same.
        """,
        """
        func answer() -> Int {
        \treturn 6 * 7  // "why?" \\ nobody asked
        }
        """,
    ]

    /// A few of them together: long enough that another voice may join.
    static func musing(_ random: inout DemoRandom) -> String {
        (0..<(3 + random.index(below: 3))).map { _ in answers[random.index(below: answers.count)] }
            .joined(separator: "\n\n")
    }

    private static let openings = ["Since you ask: ", "In short, ", "Let me think. ", "That depends, but "]
    private static let subjects = [
        "the current", "a second voice", "what you measure", "the long way round", "a steady rhythm", "the quiet part",
        "every detour",
    ]
    private static let doings = [
        "carries more than it shows", "ends where another begins", "answers sooner than you expect",
        "keeps its own time",
        "is worth a second look", "grows when it is shared",
    ]
    private static let ends = [". ", ", and that is enough. ", "; try it twice. ", ". Then again, perhaps not. "]

    /// An answer that follows from a number alone.
    static func reply(seed: UInt64) -> String {
        var random = DemoRandom(seed: seed)
        var reply = openings[random.index(below: openings.count)]
        for _ in 0..<(6 + random.index(below: 10)) {
            reply += subjects[random.index(below: subjects.count)] + " "
            reply += doings[random.index(below: doings.count)] + ends[random.index(below: ends.count)]
        }
        return reply
    }

    /// An answer in pieces, a word and the space or line before it each: about what a model calls a token.
    static func tokens(of answer: String) -> [String] {
        var tokens: [String] = []
        for character in answer {
            if character.isWhitespace || tokens.isEmpty {
                tokens.append(String(character))
            } else {
                tokens[tokens.count - 1].append(character)
            }
        }
        return tokens
    }
}
