public import LifelineCore

/// Reads the payload of a frame whose header fits.
@usableFromInline enum FrameReader {
    /// False after a fault, which the context then has; `message` is `M()` then.
    ///
    /// What we wrote ourselves, or a peer of our age, takes the first way: it looks at the fixed size and the presence
    /// once, and does not ask what was wrong. Everything else, and every fault, takes the second.
    @inlinable @inline(__always)
    static func read<M: Message>(
        _ header: FrameHeader, depth: Int, into message: inout M, _ context: UnsafeMutablePointer<ReadContext>
    ) -> Bool {
        var layout = FixedLayout()
        M.describe(&message, &layout)
        precondition(layout.count <= Frame.fieldsMax, "a message has at most 64 fields: put some into a Part")
        let presence = header.presence
        if header.fixedBytes >= layout.bytes, presence & layout.required == layout.required, !header.isDelta,
            depth &+ Frame.nesting <= context.pointee.limits.depthMax
        {
            let unknown = context.pointee.unknown
            var reader = FieldReader(
                header, depth: depth, presence: presence, careful: false, delta: false, context)
            M.describe(&message, &reader)
            if _fastPath(!reader.failed) {
                let strange = presence & ~layout.known
                if strange != 0 { context.pointee.unknown &+= strange.nonzeroBitCount }
                return true
            }
            message = M()
            context.pointee.unknown = unknown
        }
        context.pointee.fault = Fault()
        return carefully(header, depth: depth, into: &message, context)
    }

    @inlinable @inline(never)
    static func carefully<M: Message>(
        _ header: FrameHeader, depth: Int, into message: inout M, _ context: UnsafeMutablePointer<ReadContext>
    ) -> Bool {
        var layout = FixedLayout(limit: header.fixedBytes)
        M.describe(&message, &layout)
        var reader = FieldReader(
            header, depth: depth, presence: header.presence & layout.fitting, careful: true,
            delta: header.isDelta, context)
        M.describe(&message, &reader)
        guard !reader.failed else {
            message = M()
            return false
        }
        context.pointee.unknown &+= (header.presence & ~layout.known).nonzeroBitCount
        return true
    }
}
