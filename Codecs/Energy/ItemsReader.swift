public import LifelineCore

/// Messages inside a message: frames, one after the other. Their types come from the vocabulary.
@usableFromInline enum ItemsReader {
    /// Where the tail goes on then; −1 after a fault.
    @usableFromInline @inline(never)
    static func read(
        _ place: UnsafeRawPointer, into items: inout [Item], _ tail: Tail, depth: Int,
        _ context: UnsafeMutablePointer<ReadContext>, _ key: StaticString
    ) -> Int {
        let reference = place.loadUnaligned(as: UInt64.self)
        let offset = Int(truncatingIfNeeded: reference & 0xFFFF_FFFF)
        let count = Int(truncatingIfNeeded: reference >> 32)
        let limits = context.pointee.limits
        var tail = tail
        items.removeAll(keepingCapacity: true)
        if count == 0, offset == 0 {
            return depth < limits.depthMax ? tail.floor : note(.tooDeep(limit: limits.depthMax), place, key, context)
        }
        // An item has at least a header, so this says no before anything is made.
        guard count > 0, tail.take(offset, count &* Frame.headerBytes, 8) else {
            return note(.invalidOffset, place, key, context)
        }
        guard count <= limits.messagesMax else {
            return note(.tooManyMessages(limit: limits.messagesMax), place, key, context)
        }
        guard depth &+ 3 <= limits.depthMax else {
            return note(.tooDeep(limit: limits.depthMax), place, key, context)
        }
        var at = offset
        for _ in 0..<count {
            let header = FrameHeader(tail.frame + at)
            let available = tail.length &- at
            guard header.fits(available) else {
                return note(header.misfit(available), header.start, key, context)
            }
            guard read(header, into: &items, depth: depth &+ 3, context, key) else { return -1 }
            at &+= header.length
        }
        return at
    }

    /// False after a fault. An item that nobody knows, or that only itself cannot be read, is passed over as in JSON.
    private static func read(
        _ header: FrameHeader, into items: inout [Item], depth: Int,
        _ context: UnsafeMutablePointer<ReadContext>, _ key: StaticString
    ) -> Bool {
        let kind = header.kind
        guard kind != Kind.batchCode, kind != StateSnapshot.kind.code else {
            return note(.nestedBatch, header.start, key, context) > 0
        }
        var envelope = Envelope()
        header.read(&envelope)
        guard let type = context.pointee.vocabulary.type(of: kind),
            context.pointee.vocabulary.name(of: envelope.channel).baseAddress != nil
        else {
            context.pointee.unknown &+= 1
            return true
        }
        guard FrameHeader.isSound(envelope) else {
            context.pointee.unknown &+= 1
            return true
        }
        func open<M: Message>(_ type: M.Type) -> Bool {
            var message = M()
            guard FrameReader.carefully(header, depth: depth, into: &message, context) else {
                guard context.pointee.fault.error.scope == .message else { return false }
                context.pointee.fault = Fault()
                context.pointee.unknown &+= 1
                return true
            }
            items.append(Item(envelope: envelope, payload: message))
            return true
        }
        return open(type)
    }

    private static func note(
        _ reason: CodecError.Reason, _ place: UnsafeRawPointer, _ key: StaticString,
        _ context: UnsafeMutablePointer<ReadContext>
    ) -> Int {
        context.pointee.note(reason, at: place, key)
        return -1
    }
}
