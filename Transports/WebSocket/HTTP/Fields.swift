/// A head as it came: its bytes once, and where the fields lie in them.
///
/// Names compare without case, values as bytes. Nothing is copied until someone asks for a `String`.
struct Fields: Sendable {
    /// A piece of the head. Offsets fit 16 bits because `HeadLimits.headBytesMax` does.
    struct Piece: Sendable {
        var start: UInt16 = 0
        var end: UInt16 = 0
        var count: Int { Int(end &- start) }
    }

    struct Field: Sendable {
        var name: Piece
        var value: Piece
    }

    /// How often a field is there.
    enum Found {
        case absent, once(Piece), repeated
    }

    var bytes: [UInt8] = []
    var fields: [Field] = []

    /// The bytes of a piece, for the duration of the call.
    @inline(__always)
    func with<Result>(_ piece: Piece, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { whole in
            // The reader made the piece, so it lies inside; a foreign one becomes empty instead of a trap.
            let isInside = piece.start <= piece.end && Int(piece.end) <= whole.count
            return body(UnsafeRawBufferPointer(rebasing: whole[isInside ? Int(piece.start)..<Int(piece.end) : 0..<0]))
        }
    }

    /// `name` is in lower case.
    func find(_ name: StaticString) -> Found {
        var found: Piece?
        for field in fields where field.name.count == name.utf8CodeUnitCount && matches(field.name, name) {
            if found != nil { return .repeated }
            found = field.value
        }
        return found.map { .once($0) } ?? .absent
    }

    /// Calls `body` with each value of `name`, in order.
    func forEach(_ name: StaticString, _ body: (UnsafeRawBufferPointer) -> Void) {
        for field in fields where field.name.count == name.utf8CodeUnitCount && matches(field.name, name) {
            with(field.value, body)
        }
    }

    /// True if a list of tokens under `name` holds `token`, in any of its fields. Both are in lower case.
    func lists(_ token: StaticString, under name: StaticString) -> Bool {
        var isListed = false
        forEach(name) { value in
            var list = ListWalk(value)
            while let element = list.next() {
                if ASCIIText.equals(element, lowercase: token) { isListed = true }
            }
        }
        return isListed
    }

    private func matches(_ name: Piece, _ lowercase: StaticString) -> Bool {
        with(name) { ASCIIText.equals($0, lowercase: lowercase) }
    }
}
