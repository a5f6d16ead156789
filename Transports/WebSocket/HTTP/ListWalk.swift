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
