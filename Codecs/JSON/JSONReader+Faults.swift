import JSONGrammar
public import LifelineCore

/// What is said of a record that is wrong, and how to go on after a message that is.
extension JSONReader {
    /// The end of the record.
    mutating func finish() throws(CodecError) -> Bool {
        place = .end
        guard atEnd() else { throw recordFault() }
        return false
    }

    /// What `cursor.fault` says. A fault of one message passes over that message first, so that the next can be read;
    /// if that fails, the record is broken, and says so.
    @usableFromInline mutating func fault() -> CodecError {
        let error = error()
        guard error.scope == .message else {
            place = .end
            return error
        }
        cursor.fault = JSONFault()
        cursor.p = envelopeStart
        cursor.depth = base
        guard cursor.skipValue(isMessage: true) else { return recordFault() }
        place = .between
        return error
    }

    mutating func recordFault() -> CodecError {
        place = .end
        faultField = nil
        return error()
    }

    mutating func recordFault(_ reason: CodecError.Reason, _ position: UnsafeRawPointer) -> CodecError {
        cursor.fault = JSONFault()
        cursor.fault.set(reason, position)
        return recordFault()
    }

    func error() -> CodecError {
        let position = cursor.fault.position ?? cursor.p
        return CodecError(cursor.fault.reason ?? .unexpectedByte, at: position - start, field: faultField)
    }
}
