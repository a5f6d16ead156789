/// Comparisons of wire bytes with words of ours.
enum ASCIIText {
    /// True if `bytes` are `word` but for case. `word` is in lower case.
    static func equals(_ bytes: UnsafeRawBufferPointer, lowercase word: StaticString) -> Bool {
        guard bytes.count == word.utf8CodeUnitCount else { return false }
        for i in 0..<bytes.count where ByteClass.lowered(bytes[i]) != word.utf8Start[i] { return false }
        return true
    }

    static func equals(_ bytes: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count == other.count else { return false }
        for i in 0..<bytes.count where bytes[i] != other[i] { return false }
        return true
    }

    static func equals(_ bytes: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
        equals(bytes, UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    /// `bytes` without blanks at either end.
    static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var start = 0
        var end = bytes.count
        while start < end, ByteClass.isBlank(bytes[start]) { start &+= 1 }
        while end > start, ByteClass.isBlank(bytes[end &- 1]) { end &-= 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    static func isToken(_ bytes: UnsafeRawBufferPointer) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { ByteClass.isToken($0) }
    }
}

/// Walks the elements of a separated list, without the blanks around them. Empty elements come out empty.
struct ListWalk {
    private let bytes: UnsafeRawBufferPointer
    private let separator: UInt8
    private var at = 0
    private var isOver = false

    init(_ bytes: UnsafeRawBufferPointer, separator: UInt8 = UInt8(ascii: ",")) {
        self.bytes = bytes
        self.separator = separator
    }

    mutating func next() -> UnsafeRawBufferPointer? {
        if isOver { return nil }
        var end = at
        while end < bytes.count, bytes[end] != separator { end &+= 1 }
        let element = ASCIIText.trimmed(UnsafeRawBufferPointer(rebasing: bytes[at..<end]))
        isOver = end == bytes.count
        at = end &+ 1
        return element
    }
}
