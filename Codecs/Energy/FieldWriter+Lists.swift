public import LifelineCore

/// What lies in the tail and has elements.
extension FieldWriter {
    /// Pads to where elements aligned to `alignment` may lie, and refers to them.
    @inlinable @inline(__always)
    mutating func open(_ count: Int, alignedTo alignment: Int, isPresent: Bool) {
        flush()
        let place = place(8, isPresent: isPresent)
        if count > 0 {
            align(to: alignment)
            put(Frame.reference(offset: offset, count: count), place, 8)
        } else {
            put(0, place, 8)
        }
    }

    @inlinable @inline(__always)
    mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) {
        precondition(!T.isOptional, "a list has no room for elements that are absent")
        let count = list.count
        open(count, alignedTo: T.shape.size, isPresent: true)
        guard count > 0 else { return }
        if T.isPlain {
            let unfit = list.withUnsafeBytes {
                Lanes.copy(T.shape, $0.baseAddress.unsafelyUnwrapped, tail, count)
            }
            check(unfit, T.shape, key)
        } else {
            check(list.withUnsafeBufferPointer { FieldWriter.scalars($0, tail) }, T.shape, key)
        }
        offset &+= count &* T.shape.size
    }

    @inlinable @inline(__always)
    mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) {
        let lanes = FixedLayout.lanes(P.self)
        let count = list.count
        open(count, alignedTo: 4, isPresent: true)
        guard count > 0 else { return }
        let unfit = list.withUnsafeBytes {
            Lanes.floats($0.baseAddress.unsafelyUnwrapped, tail, count &* lanes)
        }
        check(unfit, .f32, key)
        offset &+= count &* lanes &* 4
    }

    @inlinable @inline(__always)
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) {
        words(list, isPresent: true)
    }

    @inlinable @inline(__always)
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        words(list ?? [], isPresent: list != nil)
    }

    @inlinable @inline(__always)
    mutating func words<W: AbstractWords>(_ list: borrowing [W], isPresent: Bool) {
        open(list.count, alignedTo: 4, isPresent: isPresent)
        go(on: FieldWriter.words(list, frame, tail))
    }

    /// The tail as somebody else left it; nil if a value in there cannot be sent.
    @inlinable @inline(__always)
    mutating func go(on end: UnsafeMutableRawPointer?) {
        if let end { offset = end - frame } else { unfit |= 1 << 63 }
    }

    @inlinable @inline(__always)
    mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) {
        let isPresent = value != nil
        open(isPresent ? 1 : 0, alignedTo: 8, isPresent: isPresent)
        guard isPresent else { return }
        go(on: withUnsafePointer(to: &value!) { FieldWriter.table($0, 1, frame, tail, fault) })
    }

    @inlinable @inline(__always)
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) {
        rows(list, isPresent: true)
    }

    @inlinable @inline(__always)
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) {
        rows(list ?? [], isPresent: list != nil)
    }

    @inlinable @inline(__always)
    mutating func rows<P: Part>(_ list: borrowing [P], isPresent: Bool) {
        let count = list.count
        open(count, alignedTo: 8, isPresent: isPresent)
        go(on: list.withUnsafeBufferPointer { FieldWriter.table($0.baseAddress, count, frame, tail, fault) })
    }

    @inlinable @inline(__always)
    mutating func field(_ key: StaticString, _ items: inout [Item]) {
        open(items.count, alignedTo: 8, isPresent: true)
        go(on: FieldWriter.items(items, tail, fault))
    }
}

/// The same, element by element. Each takes where the tail ends and says where it ends then;
/// nil if a value cannot be sent.
extension FieldWriter {
    @inlinable @inline(never)
    static func scalars<T: Scalar>(_ list: UnsafeBufferPointer<T>, _ tail: UnsafeMutableRawPointer) -> UInt64 {
        var unfit: UInt64 = 0
        for i in 0..<list.count {
            let bits = list[i].bits
            unfit |= Bits.unfit(bits, T.shape)
            Bits.store(Bits.plain(bits, T.shape), tail + i &* T.shape.size, T.shape.size)
        }
        return unfit
    }

    /// Strings, after an array of references to them.
    @inlinable @inline(never)
    static func words<W: AbstractWords>(
        _ list: borrowing [W], _ frame: UnsafeMutableRawPointer, _ tail: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        var end = tail + list.count &* 8
        for i in 0..<list.count {
            let start = end
            list[i].storage.utf8.withContiguousStorageIfAvailable {
                Run.copy($0.baseAddress, to: end, $0.count)
                end += $0.count
            }
            let count = end - start
            Bits.store(Frame.reference(offset: count == 0 ? 0 : start - frame, count: count), tail + i &* 8, 8)
        }
        return end
    }

    /// Rows of one size, then what each of them has in the tail.
    @inlinable @inline(never)
    static func table<P: Part>(
        _ rows: UnsafePointer<P>?, _ count: Int, _ frame: UnsafeMutableRawPointer,
        _ tail: UnsafeMutableRawPointer, _ fault: UnsafeMutablePointer<Fault>?
    ) -> UnsafeMutableRawPointer? {
        guard let rows, count > 0 else { return tail }
        var layout = FixedLayout()
        describing(part: rows, &layout)
        precondition(layout.count <= Frame.fieldsMax, "a part has at most 64 fields")
        let fixedBytes = layout.bytes
        Bits.store(UInt64(fixedBytes), tail, 8)
        var row = tail + 8
        var end = row + count &* (8 &+ fixedBytes)
        var isFit = true
        for i in 0..<count {
            var writer = FieldWriter(frame, fixed: row + 8, fixedBytes: fixedBytes, fault)
            writer.offset = end - frame
            describing(part: rows + i, &writer)
            writer.flush()
            end = writer.tail
            isFit = isFit && writer.isFit
            Bits.store(writer.presence, row, 8)
            row += 8 &+ fixedBytes
        }
        return isFit ? end : nil
    }

    /// Frames, one after the other.
    @usableFromInline @inline(never)
    static func items(
        _ items: borrowing [Item], _ tail: UnsafeMutableRawPointer, _ fault: UnsafeMutablePointer<Fault>?
    ) -> UnsafeMutableRawPointer? {
        var end = tail
        for i in 0..<items.count {
            let length = FrameWriter.write(opening: items[i].payload, items[i].envelope, at: end, fault)
            guard let length else { return nil }
            end += length
        }
        return end
    }
}
