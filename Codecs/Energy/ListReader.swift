public import LifelineCore
import JSONGrammar

/// Lists out of a frame, over what the list holds already. An array that keeps its count keeps its storage.
@usableFromInline enum ListReader {
    @inlinable @inline(__always)
    static func plain<T: Scalar>(_ bytes: UnsafeRawBufferPointer, into list: inout [T]) -> Bool {
        let size = T.shape.size
        let count = bytes.count / size
        if list.count != count { resize(&list, count, T()) }
        guard count > 0 else { return true }
        return list.withUnsafeMutableBytes {
            let unfit = Lanes.copy(
                T.shape, bytes.baseAddress.unsafelyUnwrapped, $0.baseAddress.unsafelyUnwrapped, count)
            return Int64(bitPattern: unfit) >= 0
        }
    }

    @inlinable @inline(__always)
    static func packed<P: Packed>(_ bytes: UnsafeRawBufferPointer, into list: inout [P]) -> Bool {
        let count = bytes.count / MemoryLayout<P>.stride
        if list.count != count { resize(&list, count, P()) }
        guard count > 0 else { return true }
        return list.withUnsafeMutableBytes {
            let unfit = Lanes.floats(
                bytes.baseAddress.unsafelyUnwrapped, $0.baseAddress.unsafelyUnwrapped, bytes.count / 4)
            return Int64(bitPattern: unfit) >= 0
        }
    }

    @inlinable @inline(never)
    static func scalars<T: Scalar>(_ bytes: UnsafeRawBufferPointer, into list: inout [T]) -> Bool {
        let size = T.shape.size
        let count = bytes.count / size
        if list.count != count { resize(&list, count, T()) }
        guard let start = bytes.baseAddress else { return true }
        return list.withUnsafeMutableBufferPointer {
            var isFit = true
            for i in 0..<count where !T.load(Bits.load(start + i &* size, size), into: &$0[i]) { isFit = false }
            return isFit
        }
    }

    @inlinable @inline(never)
    static func resize<T>(_ list: inout [T], _ count: Int, _ element: T) {
        if list.count > count {
            list.removeLast(list.count &- count)
        } else {
            list.reserveCapacity(count)
            while list.count < count { list.append(element) }
        }
    }

    @usableFromInline @inline(never)
    static func bytes(_ bytes: UnsafeRawBufferPointer, into storage: inout [UInt8]) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return storage.removeAll(keepingCapacity: true) }
        if storage.count == bytes.count {
            storage.withUnsafeMutableBytes { $0.copyMemory(from: bytes) }
        } else {
            storage.removeAll(keepingCapacity: true)
            storage.append(
                contentsOf: UnsafeBufferPointer(
                    start: start.assumingMemoryBound(to: UInt8.self), count: bytes.count))
        }
    }

    /// False if the bytes are not one canonical JSON value.
    @usableFromInline @inline(never)
    static func document(
        _ bytes: UnsafeRawBufferPointer, depthMax: Int, keysMax: Int, into value: inout Document
    ) -> Bool {
        let isHeld = value.json.withUnsafeBytes { $0.elementsEqual(bytes) }
        // It may have come in a place less deep.
        if isHeld { return JSONGrammar.nests(bytes, depthMax) }
        guard !bytes.isEmpty, JSONGrammar.isCanonical(bytes, depthMax: depthMax, keysMax: keysMax) else { return false }
        value = Document(canonical: Array(bytes))
        return true
    }

    /// Strings, after an array of references to them. Where the tail goes on; −1 after a fault.
    @inlinable @inline(never)
    static func words<W: AbstractWords>(
        _ references: UnsafeRawBufferPointer, into list: inout [W], _ tail: Tail,
        _ context: UnsafeMutablePointer<ReadContext>, _ key: StaticString
    ) -> Int {
        let count = references.count / 8
        if list.count != count { resize(&list, count, W()) }
        guard let start = references.baseAddress else { return tail.floor }
        var tail = tail
        for i in 0..<count {
            let place = start + i &* 8
            var reason: CodecError.Reason?
            if let bytes = tail.item(place, stride: 1, alignment: 1) {
                if WordsReader.holds(&list[i], bytes) { continue }
                reason = WordsReader.read(bytes, into: &list[i])
            } else {
                reason = .invalidOffset
            }
            if let reason {
                context.pointee.note(reason, at: place, key)
                return -1
            }
        }
        return tail.floor
    }
}
