/// The keys of the objects that are open at the moment, to notice one that comes twice.
public struct KeyStack {
    /// A key where it stands in the text.
    public struct Key {
        let start: UnsafeRawPointer
        let count: Int
        let escaped: Bool
        let hash: UInt64

        public init(_ start: UnsafeRawPointer, count: Int, escaped: Bool) {
            self.start = start
            self.count = count
            self.escaped = escaped
            let bytes = UnsafeRawBufferPointer(start: start, count: count)
            hash = escaped ? KeyStack.hash(Key.unescaped(start, count)) : KeyStack.hash(bytes)
        }

        static func unescaped(_ start: UnsafeRawPointer, _ count: Int) -> [UInt8] {
            // Of no bytes the standard library writes its 0 into the empty array that all threads share: a race.
            guard count > 0 else { return [] }
            return [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
                used = buffer.baseAddress.map { JSONString.unescape(start, start + count, to: $0) } ?? 0
            }
        }

        func says(the other: Key) -> Bool {
            guard hash == other.hash else { return false }
            let mine = UnsafeRawBufferPointer(start: start, count: count)
            let its = UnsafeRawBufferPointer(start: other.start, count: other.count)
            if !escaped, !other.escaped { return mine.elementsEqual(its) }
            return (escaped ? Key.unescaped(start, count) : Array(mine))
                == (other.escaped ? Key.unescaped(other.start, other.count) : Array(its))
        }
    }

    public enum Outcome { case inserted, duplicate, full }

    private var keys: [Key] = []
    private var starts: [Int] = []

    public init() {}

    public mutating func clear() {
        keys.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
    }

    public mutating func open() { starts.append(keys.count) }
    public mutating func close() { keys.removeSubrange((starts.popLast() ?? 0)...) }

    /// Into the innermost open object. Linear in its keys, which `limit` bounds.
    public mutating func insert(_ key: Key, limit: Int) -> Outcome {
        let first = starts.last ?? 0
        for index in first..<keys.count where keys[index].says(the: key) { return .duplicate }
        guard keys.count - first < limit else { return .full }
        keys.append(key)
        return .inserted
    }

    private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash
    }
}
