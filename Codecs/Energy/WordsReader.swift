public import LifelineCore

/// Strings out of a frame.
@usableFromInline enum WordsReader {
    /// True if `value` has these bytes already, so that nothing needs to be made or looked at.
    @inlinable @inline(__always)
    static func holds<W: Words>(_ value: inout W, _ bytes: UnsafeRawBufferPointer) -> Bool {
        value.storage.utf8.withContiguousStorageIfAvailable {
            guard $0.count == bytes.count else { return false }
            guard let held = $0.baseAddress, let read = bytes.baseAddress else { return bytes.isEmpty }
            return Run.equal(held, read, bytes.count)
        } ?? false
    }

    /// What is wrong with the bytes, if anything is; otherwise `value` has them.
    @inlinable @inline(never)
    static func read<W: Words>(_ bytes: UnsafeRawBufferPointer, into value: inout W) -> CodecError.Reason? {
        if W.alphabet.beyondASCII {
            guard let text = validated(bytes) else { return .invalidUTF8 }
            guard W.accepts(bytes) else { return .invalidWords }
            value.storage = text
        } else {
            guard W.accepts(bytes) else { return .invalidWords }
            value.storage = ascii(bytes)
        }
        return nil
    }

    @usableFromInline static func validated(_ bytes: UnsafeRawBufferPointer) -> String? {
        let bytes = bytes.bindMemory(to: UInt8.self)
        guard let valid = try? UTF8Span(validating: bytes.span) else { return nil }
        return String(copying: valid)
    }

    /// Only for what an alphabet of ASCII accepted.
    @usableFromInline static func ascii(_ bytes: UnsafeRawBufferPointer) -> String {
        let bytes = bytes.bindMemory(to: UInt8.self)
        return String(copying: UTF8Span(unchecked: bytes.span, isKnownASCII: true))
    }
}
