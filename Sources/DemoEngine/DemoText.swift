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
