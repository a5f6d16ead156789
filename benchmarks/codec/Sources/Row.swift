/// One contender in one group.
struct Row {
    let name: String
    let group: Group
    /// Messages in one pass.
    let messages: Int
    /// Mean encoded size of a message.
    let bytes: Double
    /// Encodes or decodes every message once. Stops the program if one fails: a wrong answer has no speed.
    let pass: () -> Void
}
