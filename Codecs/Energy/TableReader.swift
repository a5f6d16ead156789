public import LifelineCore

/// Parts out of a frame: one, or a list of them, as rows of one size. Each function says where the tail goes on then;
/// −1 after a fault.
@usableFromInline enum TableReader {
    @inlinable @inline(never)
    static func rows<P: Part>(
        _ place: UnsafeRawPointer, into list: inout [P], _ tail: Tail, depth: Int,
        _ context: UnsafeMutablePointer<ReadContext>, _ key: StaticString
    ) -> Int {
        var tail = tail
        guard let table = Table(place, &tail, depth: depth &+ 2, context, key) else { return -1 }
        let count = table.count
        if list.count != count { ListReader.resize(&list, count, P()) }
        guard count > 0 else { return tail.floor }
        return list.withUnsafeMutableBufferPointer {
            read(table, $0.baseAddress.unsafelyUnwrapped, tail, depth: depth &+ 2, context)
        }
    }

    @inlinable @inline(never)
    static func one<P: Part>(
        _ place: UnsafeRawPointer, into value: inout P?, _ tail: Tail, depth: Int,
        _ context: UnsafeMutablePointer<ReadContext>, _ key: StaticString
    ) -> Int {
        var tail = tail
        guard let table = Table(place, &tail, depth: depth &+ 1, context, key) else { return -1 }
        guard table.count == 1 else {
            context.pointee.note(.invalidLength, at: place, key)
            return -1
        }
        if value == nil { value = P() }
        return withUnsafeMutablePointer(to: &value!) { read(table, $0, tail, depth: depth &+ 1, context) }
    }

    @inlinable @inline(never)
    static func read<P: Part>(
        _ table: Table, _ parts: UnsafeMutablePointer<P>, _ tail: Tail, depth: Int,
        _ context: UnsafeMutablePointer<ReadContext>
    ) -> Int {
        var layout = FixedLayout(limit: table.fixedBytes)
        P.describe(&parts.pointee, &layout)
        precondition(layout.count <= Frame.fieldsMax, "a part has at most 64 fields")
        var tail = tail
        var row = table.rows
        for i in 0..<table.count {
            let presence = row.loadUnaligned(as: UInt64.self)
            var reader = FieldReader(
                row: row, tail, depth: depth, presence: presence & layout.fitting, context)
            P.describe(&(parts + i).pointee, &reader)
            if reader.failed { return -1 }
            context.pointee.unknown &+= (presence & ~layout.known).nonzeroBitCount
            tail = reader.tail
            row += 8 &+ table.fixedBytes
        }
        return tail.floor
    }
}

/// Where the rows lie that a field refers to. All of them are within the frame.
@usableFromInline struct Table {
    @usableFromInline let rows: UnsafeRawPointer
    @usableFromInline let count: Int
    @usableFromInline let fixedBytes: Int

    @usableFromInline
    init?(
        _ place: UnsafeRawPointer, _ tail: inout Tail, depth: Int, _ context: UnsafeMutablePointer<ReadContext>,
        _ key: StaticString
    ) {
        let reference = place.loadUnaligned(as: UInt64.self)
        let offset = Int(truncatingIfNeeded: reference & 0xFFFF_FFFF)
        count = Int(truncatingIfNeeded: reference >> 32)
        let limits = context.pointee.limits
        var reason: CodecError.Reason?
        if count == 0 {
            rows = place
            fixedBytes = 0
            if offset != 0 {
                reason = .invalidOffset
            } else if depth &- 1 > limits.depthMax {
                // The list itself.
                reason = .tooDeep(limit: limits.depthMax)
            }
        } else if tail.take(offset, 8, 8) {
            let head = tail.frame + offset
            rows = head + 8
            fixedBytes = Int(head.loadUnaligned(as: UInt16.self))
            if depth > limits.depthMax {
                reason = .tooDeep(limit: limits.depthMax)
            } else if fixedBytes & 7 != 0 {
                reason = .invalidLength
            } else if !tail.take(tail.floor, count &* (8 &+ fixedBytes), 8) {
                reason = .invalidOffset
            } else if count > limits.elementsMax {
                reason = .tooManyElements(count, limit: limits.elementsMax)
            }
        } else {
            rows = place
            fixedBytes = 0
            reason = .invalidOffset
        }
        if let reason {
            context.pointee.note(reason, at: place, key)
            return nil
        }
    }
}
