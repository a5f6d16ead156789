public import LifelineCore

/// The first thing that went wrong in a walk. Walks do not throw: they note, go on, and are asked at the end.
@usableFromInline struct Fault {
    @usableFromInline var reason: CodecError.Reason?
    @usableFromInline var offset = 0
    @usableFromInline var field: StaticString?

    @inlinable @inline(__always) init() {}

    @usableFromInline @inline(never)
    mutating func note(_ reason: CodecError.Reason, at offset: Int, _ field: StaticString?) {
        guard self.reason == nil else { return }
        self.reason = reason
        self.offset = offset
        self.field = field
    }

    @usableFromInline var error: CodecError {
        CodecError(reason ?? .invalidLength, at: offset, field: field)
    }
}

extension CodecError.Reason {
    /// What is wrong with bits that no value of `shape` has.
    @inlinable @inline(__always) static func unfit(_ shape: Shape) -> CodecError.Reason {
        switch shape {
        case .f32, .f64: .notFinite
        case .enumeration: .unknownAlternative
        default: .outOfRange
        }
    }
}
