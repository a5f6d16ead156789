/// Walks a type, not a value: collects its `FieldTable`.
struct FieldCollector: ~Copyable, Visitor {
    private(set) var table: FieldTable
    /// The parts around the one that is walked.
    private let path: [ObjectIdentifier]

    init(_ name: String, _ path: [ObjectIdentifier] = []) {
        table = FieldTable(name: name)
        self.path = path
    }

    private mutating func add(_ key: StaticString, _ shape: Shape, _ content: FieldTable.Content, optional: Bool) {
        let key = key.description
        precondition(table.fields.count < 64, "\(table.name) has more than 64 fields: put some into a Part")
        precondition(!table.fields.contains { $0.key == key }, "\(table.name) describes \"\(key)\" twice")
        table.fields.append(
            FieldTable.Field(
                key: key, shape: shape, content: content, isOptional: optional, bit: table.fields.count,
                offset: FieldTable.align(table.end, to: shape.size)))
    }

    private static func content<T: Scalar>(_ type: T.Type) -> FieldTable.Content {
        guard T.shape == .enumeration else { return .scalar(T.shape) }
        return .enumeration((0..<T.names).map { T.name($0).description })
    }

    private static func content<W: Words>(_ type: W.Type) -> FieldTable.Content {
        .words(W.shape, bytesMax: W.bytesMax, alphabet: W.alphabet)
    }

    mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) {
        add(key, T.shape, FieldCollector.content(T.self), optional: T.isOptional)
    }

    mutating func field<W: Words>(_ key: StaticString, _ value: inout W) {
        add(key, W.shape, FieldCollector.content(W.self), optional: W.isOptional)
    }

    mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) {
        add(key, .part, .part(FieldTable(part: P.self, inside: path)), optional: true)
    }

    mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) {
        add(key, .list, FieldCollector.content(T.self), optional: false)
    }

    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) {
        add(key, .list, FieldCollector.content(W.self), optional: false)
    }

    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        add(key, .list, FieldCollector.content(W.self), optional: true)
    }

    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) {
        add(key, .list, .part(FieldTable(part: P.self, inside: path)), optional: false)
    }

    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) {
        add(key, .list, .part(FieldTable(part: P.self, inside: path)), optional: true)
    }

    mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) {
        add(key, .list, .packed(FieldTable(part: P.self, inside: path)), optional: false)
    }

    mutating func field(_ key: StaticString, _ value: inout Bytes) { add(key, .bytes, .bytes, optional: false) }
    mutating func field(_ key: StaticString, _ value: inout Document) {
        add(key, .document, .document, optional: false)
    }
    mutating func field(_ key: StaticString, _ value: inout Document?) {
        add(key, .document, .document, optional: true)
    }
    mutating func field(_ key: StaticString, _ items: inout [Item]) { add(key, .items, .items, optional: false) }
}
