import LifelineCore

/// A message in words, made without any codec: two messages are the same if their portraits are.
struct Portrait: ~Copyable, Visitor {
    var text = ""

    static func of<M: Message>(_ message: M) -> String {
        var message = message
        var portrait = Portrait()
        M.describe(&message, &portrait)
        return "\(M.kind){\(portrait.text)}"
    }

    mutating func say(_ key: StaticString, _ value: String?) { text += "\(key)=\(value ?? "nil") " }
    func scalar<T: Scalar>(_ value: T) -> String { value.isPresent ? "\(T.shape):\(value.bits)" : "nil" }
    func part<P: Part>(_ value: P) -> String {
        var value = value
        var portrait = Portrait()
        P.describe(&value, &portrait)
        return "(\(portrait.text))"
    }

    mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) { say(key, scalar(value)) }
    mutating func field<W: Words>(_ key: StaticString, _ value: inout W) {
        say(key, value.isPresent ? "'\(value.storage)'" : nil)
    }
    mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) { say(key, value.map { part($0) }) }
    mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) { say(key, "\(list.map { scalar($0) })") }
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) {
        say(key, "\(list.map(\.storage))")
    }
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        say(key, list.map { "\($0.map(\.storage))" })
    }
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) { say(key, "\(list.map { part($0) })") }
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) {
        say(key, list.map { "\($0.map { part($0) })" })
    }
    mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) { say(key, "\(list.map { part($0) })") }
    mutating func field(_ key: StaticString, _ value: inout Bytes) { say(key, "\(value.storage)") }
    mutating func field(_ key: StaticString, _ value: inout Document) { say(key, "\(value.json)") }
    mutating func field(_ key: StaticString, _ value: inout Document?) { say(key, value.map { "\($0.json)" }) }
    mutating func field(_ key: StaticString, _ items: inout [Item]) {
        say(
            key,
            "\(items.map { "\($0.envelope.seq)/\($0.envelope.time.microseconds):" + Portrait.of(opening: $0.payload) })"
        )
    }

    static func of(opening message: any Message) -> String {
        func open<M: Message>(_ message: M) -> String { of(message) }
        return open(message)
    }
}
