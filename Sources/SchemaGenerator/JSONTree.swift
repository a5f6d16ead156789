/// JSON as a value, its keys in order: what the generator writes and reads back. Numbers stay text.
public indirect enum JSONTree: Sendable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONTree])
    case object([Member])

    public struct Member: Sendable {
        public var key: String
        public var value: JSONTree

        public init(key: String, value: JSONTree) {
            self.key = key
            self.value = value
        }
    }
}

extension JSONTree {
    public subscript(_ key: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    public var members: [Member] {
        guard case .object(let members) = self else { return [] }
        return members
    }

    public var elements: [JSONTree] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    public var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    public var integer: Int? {
        guard case .number(let digits) = self else { return nil }
        return Int(digits)
    }

    public var isTrue: Bool {
        if case .bool(true) = self { return true }
        return false
    }

    /// An object with one more member.
    func adding(_ key: String, _ value: JSONTree) -> JSONTree { .object(members + [Member(key: key, value: value)]) }
}

extension JSONTree: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral text: String) { self = .string(text) }
    public init(integerLiteral value: Int) { self = .number("\(value)") }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSONTree...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONTree)...) {
        self = .object(elements.map { Member(key: $0.0, value: $0.1) })
    }

    init(_ value: some BinaryInteger) { self = .number("\(value)") }
    init(_ texts: [String]) { self = .array(texts.map { .string($0) }) }
}
