/// A string field: which bytes it takes, and how many. Always valid UTF-8; lengths are bytes.
public protocol Words: Sendable, Hashable {
    /// Empty: for readers that fill it in. A channel's name is `system`, optional words are nil.
    init()
    /// `.name`, `.channel`, `.phrase` or `.text`: how the wire has it.
    static var shape: Shape { get }
    /// True if the field may be absent. False unless said otherwise.
    static var isOptional: Bool { get }
    /// At most so many bytes of UTF-8; `.max` leaves the bound to the record.
    static var bytesMax: Int { get }
    /// The ASCII bytes that may occur, and whether anything beyond ASCII may.
    static var alphabet: Alphabet { get }
    /// False only for optional words that are nil: then the field is absent.
    var isPresent: Bool { get }
    /// The characters. Set only with what `accepts` let pass.
    var storage: String { get set }
    /// Makes optional words nil; others keep what they are.
    mutating func clear()
    /// True if `bytes`, which are valid UTF-8, may be this kind of word.
    static func accepts(_ bytes: UnsafeRawBufferPointer) -> Bool
}

extension Words {
    @inlinable @inline(__always) public static var isOptional: Bool { false }
    @inlinable @inline(__always) public var isPresent: Bool { true }
    @inlinable @inline(__always) public mutating func clear() {}

    @inlinable public static func accepts(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count <= bytesMax && alphabet.contains(bytes)
    }

    /// Compares bytes: two spellings of "é" are two strings, as they are for a peer in another language.
    @inlinable public static func == (a: Self, b: Self) -> Bool {
        guard a.isPresent == b.isPresent else { return false }
        return a.storage.utf8.count == b.storage.utf8.count
            && a.storage.utf8.elementsEqual(b.storage.utf8)
    }

    @inlinable public func hash(into hasher: inout Hasher) {
        for byte in storage.utf8 { hasher.combine(byte) }
    }
}

/// Words that cannot hold what a user or a model wrote.
public protocol AbstractWords: Words {}

extension Optional: Words where Wrapped: Words {
    @inlinable @inline(__always) public init() { self = nil }
    @inlinable @inline(__always) public static var shape: Shape { Wrapped.shape }
    @inlinable @inline(__always) public static var isOptional: Bool { true }
    @inlinable @inline(__always) public static var bytesMax: Int { Wrapped.bytesMax }
    @inlinable @inline(__always) public static var alphabet: Alphabet { Wrapped.alphabet }
    @inlinable public static func accepts(_ bytes: UnsafeRawBufferPointer) -> Bool {
        Wrapped.accepts(bytes)
    }
    @inlinable @inline(__always) public var isPresent: Bool { self != nil }
    @inlinable @inline(__always) public mutating func clear() { self = nil }
    @inlinable @inline(__always) public var storage: String {
        get { self?.storage ?? "" }
        set {
            var words = Wrapped()
            words.storage = newValue
            self = words
        }
    }
}

extension Optional: AbstractWords where Wrapped: AbstractWords {}

/// A set of bytes: any of 128 ASCII ones, and all or none of the others.
public struct Alphabet: Sendable, Hashable {
    /// Bit *n* is set if byte *n* is in the set, for 0x00 to 0x3F.
    public let low: UInt64
    /// Bit *n* is set if byte 0x40 + *n* is in the set, for 0x40 to 0x7F.
    public let high: UInt64
    /// Whether all bytes from 0x80 on are in the set, or none.
    public let beyondASCII: Bool

    /// One bit for each ASCII byte; nothing beyond ASCII unless told.
    @inlinable @inline(__always) public init(low: UInt64, high: UInt64, beyondASCII: Bool = false) {
        self.low = low
        self.high = high
        self.beyondASCII = beyondASCII
    }

    /// True if the byte is in the set.
    @inlinable @inline(__always) public func contains(_ byte: UInt8) -> Bool {
        if byte >= 0x80 { return beyondASCII }
        return (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 == 1
    }

    /// True if every byte is in the set.
    @inlinable public func contains(_ bytes: UnsafeRawBufferPointer) -> Bool {
        for byte in bytes where !contains(byte) { return false }
        return true
    }

    /// Everything.
    @inlinable @inline(__always) public static var any: Alphabet {
        Alphabet(low: ~0, high: ~0, beyondASCII: true)
    }
    /// A–Z a–z 0–9 . _ : / + @ = -
    @inlinable @inline(__always) public static var identifier: Alphabet {
        Alphabet(low: 0x27FF_E800_0000_0000, high: 0x07FF_FFFE_87FF_FFFF)
    }
    /// a–z 0–9 . _ : -
    @inlinable @inline(__always) public static var channel: Alphabet {
        Alphabet(low: 0x07FF_6000_0000_0000, high: 0x07FF_FFFE_8000_0000)
    }
    /// The printable ASCII characters, space included.
    @inlinable @inline(__always) public static var printable: Alphabet {
        Alphabet(low: 0xFFFF_FFFF_0000_0000, high: 0x7FFF_FFFF_FFFF_FFFF)
    }
}
