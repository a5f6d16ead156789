package import LifelineCore

/// What came out of a record, in order: messages, and why others did not come.
package struct Reading {
    package enum Part {
        case message(Item)
        case fault(CodecError)
    }

    package var parts: [Part] = []
    /// Checks that fail are the reader's fault, not the record's.
    package var mistake: String?

    package var items: [Item] {
        parts.compactMap { if case .message(let item) = $0 { item } else { nil } }
    }

    package var faults: [CodecError] {
        parts.compactMap { if case .fault(let error) = $0 { error } else { nil } }
    }

    /// False if even the bounds of the messages are not known.
    package var isRecord: Bool { !faults.contains { $0.scope == .record } }
}

extension Wire {
    /// Reads whatever comes as a session does: each message by the type it says it has, until a fault of the record.
    ///
    /// `used` is what values of type `M` are read into; others are made anew.
    package func read<M: Message>(_ bytes: [UInt8], onto used: M) -> Reading {
        var reading = Reading()
        bytes.withUnsafeBytes { bytes in
            var reader = C.Reader(bytes, vocabulary, limits)
            // More messages than bytes: it would never end.
            for _ in 0...bytes.count + 1 {
                do throws(CodecError) {
                    guard let item = try next(&reader, used, &reading) else { return }
                    reading.parts.append(.message(item))
                } catch {
                    reading.parts.append(.fault(error))
                    if !(0...bytes.count).contains(error.offset) || error.description.isEmpty {
                        reading.mistake = "the offset \(error.offset) is outside of \(bytes.count) bytes"
                    }
                    if error.scope == .record { return endsAfter(&reader, &reading) }
                }
            }
            reading.mistake = "the reader does not end"
        }
        return reading
    }

    private func next<M: Message>(
        _ reader: inout C.Reader, _ used: M, _ reading: inout Reading
    ) throws(CodecError) -> Item? {
        var envelope = Envelope()
        guard try reader.next(&envelope) else { return nil }
        let isLikely = envelope.kind == M.kind.code
        guard isLikely || vocabulary.type(of: envelope.kind) != nil, vocabulary.name(of: envelope.channel).count > 0
        else {
            // JSON has no word for them and says so at once; a frame has numbers, and leaves it to who reads.
            try reader.skipPayload(&envelope)
            throw CodecError(isLikely ? .unknownChannel : .unknownKind, at: 0)
        }
        if isLikely { return try payload(&reader, &envelope, used, &reading) }
        func open<N: Message>(_ type: N.Type) throws(CodecError) -> Item {
            try payload(&reader, &envelope, N(), &reading)
        }
        guard let type = vocabulary.type(of: envelope.kind) else { return nil }
        return try open(type)
    }

    @inline(__always)
    private func payload<M: Message>(
        _ reader: inout C.Reader, _ envelope: inout Envelope, _ used: M, _ reading: inout Reading
    ) throws(CodecError) -> Item {
        var message = envelope.flags.contains(.delta) ? M() : used
        do throws(CodecError) {
            try reader.payload(&message, &envelope)
        } catch {
            if !FieldBytes.areSame(message, M()) { reading.mistake = "a fault leaves a part of a value" }
            throw error
        }
        return Item(envelope: envelope, payload: message)
    }

    private func endsAfter(_ reader: inout C.Reader, _ reading: inout Reading) {
        var envelope = Envelope()
        do throws(CodecError) {
            if try !reader.next(&envelope) { return }
        } catch {}
        reading.mistake = "the reader goes on after a fault of the record"
    }
}
