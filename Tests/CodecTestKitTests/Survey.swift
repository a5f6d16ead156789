import LifelineCore

/// What was seen of each field, by its path: nil and set, empty and not, which alternatives; and what must not be seen.
struct Survey: Visitor {
    private(set) var states: [String: Set<String>] = [:]
    /// What there is to be seen.
    private(set) var expected: [String: Set<String>] = [:]
    private(set) var faults: Set<String> = []
    private var path = ""
    /// The names of the messages that may be items.
    private let items: Set<String>

    init(items catalogue: Catalogue) {
        items = Set(catalogue.messages.filter { $0.kind != StateSnapshot.kind }.map { "\($0.kind)" })
    }

    var unseen: [String] {
        expected.flatMap { path, states in states.subtracting(self.states[path] ?? []).map { "\(path) \($0)" } }
    }

    mutating func look<M: Message>(_ message: M) {
        let outer = path
        path += "\(M.kind.name)"
        withUnsafePointer(to: message) { describing(message: $0, &self) }
        path = outer
    }

    mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) { scalar("\(key)", value) }
    mutating func field<W: AbstractWords>(_ key: StaticString, _ value: inout W) { words("\(key)", value) }
    mutating func field<W: Words>(_ key: StaticString, _ value: inout W) { words("\(key)", value) }
    mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) {
        parts("\(key)", value.map { [$0] }, ["nil", "1"])
    }

    mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) {
        count("\(key)", list.count)
        for value in list { scalar("\(key)[]", value) }
    }
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) {
        count("\(key)", list.count)
        for value in list { words("\(key)[]", value) }
    }
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        expect("\(key)", ["nil", "0", "1", "more"])
        guard var list else { return saw("\(key)", "nil") }
        field(key, &list)
    }
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) { parts("\(key)", list, ["0", "1", "more"]) }
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) {
        parts("\(key)", list, ["nil", "0", "1", "more"])
    }
    mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) {
        parts("\(key)", list, ["0", "1", "more"])
    }

    mutating func field(_ key: StaticString, _ value: inout Bytes) {
        expect("\(key)", ["0", "1", "2", "3"])
        saw("\(key)", "\(value.storage.count)")
    }
    mutating func field(_ key: StaticString, _ value: inout Document) {
        expect("\(key)", ["{", "other"])
        saw("\(key)", value.json.first == UInt8(ascii: "{") ? "{" : "other")
    }
    mutating func field(_ key: StaticString, _ value: inout Document?) {
        expect("\(key)", ["nil"])
        if var document = value { field(key, &document) } else { saw("\(key)", "nil") }
    }
    mutating func field(_ key: StaticString, _ items: inout [Item]) {
        count("\(key)", items.count)
        expect("\(key)[]", self.items)
        for item in items {
            saw("\(key)[]", "\(type(of: item.payload).kind)")
            if item.envelope.kind != type(of: item.payload).kind.code {
                faults.insert("\(key): an envelope of another kind")
            }
        }
    }

    private mutating func scalar<T: Scalar>(_ key: String, _ value: T) {
        if T.isOptional { expect(key, ["nil", "set"]) }
        if T.names > 0 { expect(key, Set((0..<T.names).map { "\(T.name($0))" })) }
        guard value.isPresent else { return saw(key, "nil") }
        saw(key, "set")
        if T.names > 0 { saw(key, "\(T.name(Int(value.bits)))") }
        var copy = T()
        if !T.load(value.bits, into: &copy) || copy.bits != value.bits {
            faults.insert("\(path).\(key): \(value.bits)")
        }
    }

    private mutating func words<W: Words>(_ key: String, _ value: W) {
        expect(key, W.isOptional ? ["nil", "short", "longest"] : ["short", "longest"])
        guard value.isPresent else { return saw(key, "nil") }
        var storage = value.storage
        let count = storage.utf8.count
        saw(key, count == min(W.bytesMax, 300) || count > 300 ? "longest" : "short")
        if !storage.withUTF8({ W.accepts(UnsafeRawBufferPointer($0)) }) { faults.insert("\(path).\(key): \(storage)") }
    }

    private mutating func parts<P: Part>(_ key: String, _ list: [P]?, _ states: Set<String>) {
        expect(key, states)
        guard let list else { return saw(key, "nil") }
        saw(key, list.count > 1 ? "more" : "\(list.count)")
        let outer = path
        path += ".\(key)"
        for part in list { withUnsafePointer(to: part) { describing(part: $0, &self) } }
        path = outer
    }

    private mutating func count(_ key: String, _ count: Int) {
        expect(key, ["0", "1", "more"])
        saw(key, count > 1 ? "more" : "\(count)")
    }

    private mutating func expect(_ key: String, _ states: Set<String>) {
        expected["\(path).\(key)", default: []].formUnion(states)
    }
    private mutating func saw(_ key: String, _ state: String) { states["\(path).\(key)", default: []].insert(state) }
}
