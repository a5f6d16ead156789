/// About how many bytes a message takes as JSON: what queues and snapshots count before anything is encoded.
@usableFromInline struct Weight: ~Copyable, Visitor {
    /// An envelope with all its keys takes about as much.
    @usableFromInline var bytes = 128
    /// False for a number that no codec has words for: one that is not finite, or too large.
    @usableFromInline var isSayable = true

    @inlinable init() {}

    @inlinable @inline(__always) mutating func judge<T: Scalar>(_ value: T) {
        var same = T()
        if !T.load(value.bits, into: &same) { isSayable = false }
    }

    @inlinable @inline(__always) mutating func add(_ key: StaticString, _ content: Int) {
        bytes &+= key.utf8CodeUnitCount &+ 4 &+ content
    }

    @inlinable @inline(__always) static func digits(_ shape: Shape) -> Int {
        switch shape {
        case .bool: 5
        case .enumeration: 16
        case .u16: 5
        case .u32: 10
        case .u53, .time: 17
        case .f32: 14
        case .f64: 24
        default: 8
        }
    }

    @inlinable @inline(__always) mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) {
        guard value.isPresent else { return }
        add(key, Weight.digits(T.shape))
        judge(value)
    }
    @inlinable @inline(__always) mutating func field<W: Words>(_ key: StaticString, _ value: inout W) {
        if value.isPresent { add(key, Weight.quoted(value.storage)) }
    }
    @inlinable @inline(__always) mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) {
        guard var part = value else { return }
        add(key, 2)
        P.describe(&part, &self)
    }
    @inlinable @inline(__always) mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) {
        add(key, list.count &* (Weight.digits(T.shape) &+ 1) &+ 2)
        for value in list { judge(value) }
    }
    @inlinable @inline(__always) mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) {
        add(key, 2)
        for words in list { bytes &+= words.storage.utf8.count &+ 3 }
    }
    @inlinable @inline(__always) mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        guard let list else { return }
        add(key, 2)
        for words in list { bytes &+= words.storage.utf8.count &+ 3 }
    }
    @inlinable @inline(__always) mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) {
        add(key, list.count &* 3 &+ 2)
        for var part in list { P.describe(&part, &self) }
    }
    @inlinable @inline(__always) mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) {
        guard var parts = list else { return }
        field(key, &parts)
    }
    @inlinable @inline(__always) mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) {
        add(key, list.count &* (MemoryLayout<P>.size / 4) &* 24 &+ 2)
        list.withUnsafeBytes { bytes in
            // Packed parts are floats.
            for float in bytes.bindMemory(to: Float.self) { judge(float) }
        }
    }
    @inlinable @inline(__always) mutating func field(_ key: StaticString, _ value: inout Bytes) {
        add(key, value.storage.count &* 4 / 3 &+ 6)
    }
    @inlinable @inline(__always) mutating func field(_ key: StaticString, _ value: inout Document) {
        add(key, value.json.count)
    }
    @inlinable @inline(__always) mutating func field(_ key: StaticString, _ value: inout Document?) {
        if let value { add(key, value.json.count) }
    }
    @inlinable @inline(__always) mutating func field(_ key: StaticString, _ items: inout [Item]) {
        add(key, items.count &* 256)
    }

    /// With its quotes, and what is escaped.
    @usableFromInline static func quoted(_ text: String) -> Int {
        var bytes = 2
        for byte in text.utf8 { bytes &+= byte < 0x20 ? 6 : byte == 0x22 || byte == 0x5C ? 2 : 1 }
        return bytes
    }
}
