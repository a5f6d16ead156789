/// Reads a head in any split: each byte is looked at once, and refused where it stands.
///
/// Lines end in CR LF and are not folded, names are tokens right before their colon, values hold no control characters,
/// the version is HTTP/1.1. What a head means is decided by `RequestHead` and `ResponseHead`.
struct HeadReader {
    enum Kind: Sendable { case request, response }

    enum Progress {
        case more
        /// The head is whole; so many of the bytes just read belong to it.
        case whole(eaten: Int)
        case refused(HTTPRefusal)
    }

    private enum State {
        case method, target, version, statusCode, reason
        case name, gap, value
        case lineFeed, lastLineFeed
        case lineStart
        case whole, refused
    }

    let kind: Kind
    let limits: HeadLimits
    private(set) var fields = Fields()
    /// Method and target, or status code and reason.
    private(set) var first = Fields.Piece()
    private(set) var second = Fields.Piece()
    private var state: State
    private var fault = HTTPRefusal.malformed
    /// Where the present piece began.
    private var mark: UInt16 = 0
    private var name = Fields.Piece()

    init(_ kind: Kind, _ limits: HeadLimits) {
        self.kind = kind
        self.limits = limits
        state = kind == .request ? .method : .version
    }

    private var bytesMax: Int { min(max(limits.headBytesMax, 0), Int(UInt16.max)) }

    mutating func read(_ input: UnsafeRawBufferPointer) -> Progress {
        if state == .refused { return .refused(fault) }
        if state == .whole { return .whole(eaten: 0) }
        let before = fields.bytes.count
        let room = bytesMax &- before
        let taken = UnsafeRawBufferPointer(rebasing: input.prefix(room))
        if before == 0 { fields.bytes.reserveCapacity(min(bytesMax, max(taken.count, 512))) }
        fields.bytes.append(contentsOf: taken)
        if fields.fields.isEmpty { fields.fields.reserveCapacity(16) }
        var eaten = 0
        while true {
            eaten = passed(taken, from: eaten)
            guard eaten < taken.count else { break }
            let at = UInt16(truncatingIfNeeded: before &+ eaten)
            if let refusal = took(taken[eaten], at: at) { return refuse(refusal) }
            eaten &+= 1
            if state == .whole {
                fields.bytes.removeLast(taken.count &- eaten)
                return .whole(eaten: eaten)
            }
        }
        return fields.bytes.count == bytesMax ? refuse(.headTooLarge) : .more
    }

    /// Where the bytes end that change nothing: most of a head is names and values.
    @inline(__always)
    private func passed(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        guard let base = bytes.baseAddress else { return start }
        let end = bytes.count
        var at = start
        switch state {
        case .value:
            while end &- at >= 8, ByteClass.areVisible(base.loadUnaligned(fromByteOffset: at, as: UInt64.self)) {
                at &+= 8
            }
            while at < end, ByteClass.isValue(base.load(fromByteOffset: at, as: UInt8.self)) { at &+= 1 }
        case .name:
            while at < end, ByteClass.isToken(base.load(fromByteOffset: at, as: UInt8.self)) { at &+= 1 }
        case .target:
            while at < end, ByteClass.isTarget(base.load(fromByteOffset: at, as: UInt8.self)) { at &+= 1 }
        default: break
        }
        return at
    }

    private mutating func refuse(_ refusal: HTTPRefusal) -> Progress {
        state = .refused
        fault = refusal
        fields = Fields()
        return .refused(refusal)
    }

    /// A byte that `passed` stopped at.
    @inline(__always)
    private mutating func took(_ byte: UInt8, at: UInt16) -> HTTPRefusal? {
        switch state {
        case .value:
            return byte == 0x0D ? valueEnded(at) : .malformed
        case .name:
            guard byte == UInt8(ascii: ":"), at > mark else { return .malformed }
            name = Fields.Piece(start: mark, end: at)
            state = .gap
            return nil
        case .gap:
            if ByteClass.isBlank(byte) { return nil }
            mark = at
            state = .value
            if ByteClass.isValue(byte) { return nil }
            return byte == 0x0D ? valueEnded(at) : .malformed
        case .lineFeed:
            state = .lineStart
            return byte == 0x0A ? nil : .malformed
        case .lineStart:
            return lineStarted(byte, at)
        case .lastLineFeed:
            state = .whole
            return byte == 0x0A ? nil : .malformed
        default:
            return startLine(byte, at)
        }
    }

    private mutating func valueEnded(_ at: UInt16) -> HTTPRefusal? {
        var end = at
        // Each trailing blank is looked at once more, never twice.
        while end > mark, ByteClass.isBlank(fields.bytes[Int(end &- 1)]) { end &-= 1 }
        fields.fields.append(Fields.Field(name: name, value: Fields.Piece(start: mark, end: end)))
        state = .lineFeed
        return nil
    }

    private mutating func lineStarted(_ byte: UInt8, _ at: UInt16) -> HTTPRefusal? {
        if byte == 0x0D {
            state = .lastLineFeed
            return nil
        }
        guard fields.fields.count < limits.fieldsMax else { return .fieldsTooMany }
        mark = at
        state = .name
        return ByteClass.isToken(byte) ? nil : .malformed
    }

    private mutating func startLine(_ byte: UInt8, _ at: UInt16) -> HTTPRefusal? {
        switch state {
        case .method:
            if ByteClass.isToken(byte) { return nil }
            guard byte == 0x20, at > 0 else { return .malformed }
            first = Fields.Piece(start: 0, end: at)
            begin(.target, after: at)
        case .target:
            guard byte == 0x20, at > mark else { return .malformed }
            second = Fields.Piece(start: mark, end: at)
            begin(.version, after: at)
        case .version:
            return versionTook(byte, at)
        case .statusCode:
            if at &- mark < 3 { return ByteClass.isDigit(byte) ? nil : .malformed }
            guard at &- mark == 3 else { return .malformed }
            first = Fields.Piece(start: mark, end: at)
            // Some servers leave out the blank before an empty reason.
            if byte == 0x0D { state = .lineFeed } else { begin(.reason, after: at) }
            return byte == 0x20 || byte == 0x0D ? nil : .malformed
        case .reason:
            if ByteClass.isValue(byte) { return nil }
            guard byte == 0x0D else { return .malformed }
            second = Fields.Piece(start: mark, end: at)
            state = .lineFeed
        default:
            return .malformed
        }
        return nil
    }

    private mutating func begin(_ next: State, after at: UInt16) {
        mark = at &+ 1
        state = next
    }

    /// `HTTP/1.1` and what ends it, compared as it arrives; other digits are another version, all else is no HTTP.
    private mutating func versionTook(_ byte: UInt8, _ at: UInt16) -> HTTPRefusal? {
        let wanted: StaticString = "HTTP/1.1"
        let index = Int(at &- mark)
        if index < wanted.utf8CodeUnitCount {
            if byte == wanted.utf8Start[index] { return nil }
            return index >= 5 && index != 6 && ByteClass.isDigit(byte) ? .httpVersionUnsupported : .malformed
        }
        switch kind {
        case .request:
            state = .lineFeed
            return byte == 0x0D ? nil : .malformed
        case .response:
            begin(.statusCode, after: at)
            return byte == 0x20 ? nil : .malformed
        }
    }
}
