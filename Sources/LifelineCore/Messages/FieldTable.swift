/// The fields of a message or a part as plain data: what schemas, layout tables and the tables of clients in other
/// languages are made from.
///
/// ```swift
/// for field in FieldTable(EnergyUpdate.self).fields { print(field.key, field.shape, field.offset) }
/// ```
public struct FieldTable: Sendable, Hashable {
    /// The Swift type's name, for people to read. Nothing on the wire depends on it.
    public internal(set) var name: String
    /// In the order of the description, which is the layout's. At most 64.
    public internal(set) var fields: [Field] = []
    /// F: the size of the fixed region, a multiple of 8.
    public var fixedBytes: Int { FieldTable.align(end, to: 8) }
    /// Where the last field ends: the size of an element, if this is a packed part.
    public var end: Int { fields.last.map { $0.offset + $0.shape.size } ?? 0 }

    /// What `type` describes. Traps if a key is there twice, or more than 64 are.
    public init<M: Message>(_ type: M.Type) {
        var collector = FieldCollector("\(type)")
        var message = M()
        M.describe(&message, &collector)
        self = collector.table
    }

    /// The same for a part. Traps if the part lies in itself.
    public init<P: Part>(part type: P.Type) {
        self.init(part: type, inside: [])
    }

    init<P: Part>(part type: P.Type, inside path: [ObjectIdentifier]) {
        let path = path + [ObjectIdentifier(type)]
        precondition(path.count <= CodecLimits().depthMax, "\(type) lies in itself: give it a type of its own inside")
        var collector = FieldCollector("\(type)", path)
        var part = P()
        P.describe(&part, &collector)
        self = collector.table
    }

    init(name: String) { self.name = name }

    /// The first multiple of `alignment`, a power of two, that is not below `offset`.
    public static func align(_ offset: Int, to alignment: Int) -> Int {
        (offset + alignment - 1) & ~(alignment - 1)
    }
}

extension FieldTable {
    /// One field: what JSON calls it, what it holds, and where an energy frame has it.
    public struct Field: Sendable, Hashable {
        /// What JSON calls it.
        public let key: String
        /// What stands in the fixed region. `.list` for every list; `content` says of what.
        public let shape: Shape
        /// What it is made of; for a list, what its elements are made of.
        public let content: Content
        public let isOptional: Bool
        /// The bit of `presence`.
        public let bit: Int
        /// From the start of the fixed region, or of a row's.
        public let offset: Int
    }

    /// What a field, or an element of a list, is made of.
    public indirect enum Content: Sendable, Hashable {
        /// A number, a flag or a time.
        case scalar(Shape)
        /// The names in the order of their numbers.
        case enumeration([String])
        /// At most so many bytes, all of that alphabet.
        case words(Shape, bytesMax: Int, alphabet: Alphabet)
        /// Base64 in JSON, themselves in an energy frame.
        case bytes
        /// One JSON value, canonical.
        case document
        /// Messages of the channel.
        case items
        /// An object in JSON, a row of a table in an energy frame.
        case part(FieldTable)
        /// An object in JSON, its floats side by side in an energy frame.
        case packed(FieldTable)
    }
}
