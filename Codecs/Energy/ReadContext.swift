public import LifelineCore

/// What a reader keeps beside its place: rarely looked at, so it stays in memory while a walk stays in registers.
@usableFromInline struct ReadContext {
    /// Faults count from here.
    @usableFromInline let record: UnsafeRawPointer
    @usableFromInline let limits: CodecLimits
    /// Sound because whoever makes a reader keeps the vocabulary, like the record, until the reader is gone.
    @usableFromInline unowned(unsafe) let vocabulary: Vocabulary
    @usableFromInline var unknown = 0
    @usableFromInline var fault = Fault()

    @inlinable @inline(__always)
    init(_ record: UnsafeRawPointer, _ vocabulary: Vocabulary, _ limits: CodecLimits) {
        self.record = record
        self.vocabulary = vocabulary
        self.limits = limits
    }

    @usableFromInline @inline(never)
    mutating func note(_ reason: CodecError.Reason, at place: UnsafeRawPointer, _ field: StaticString?) {
        fault.note(reason, at: place - record, field)
    }
}
