public import JSONGrammar
public import LifelineCore

/// A place in a record, and how to read values from there: lists, nested objects, items.
///
/// Every method moves past what it read and returns true, or returns false with `fault` set.
@usableFromInline struct JSONCursor {
    @usableFromInline var p: UnsafeRawPointer
    @usableFromInline let end: UnsafeRawPointer
    @usableFromInline var fault = JSONFault()
    @usableFromInline var unknown = 0
    /// Containers around `p`.
    @usableFromInline var depth: Int
    @usableFromInline let depthMax: Int
    @usableFromInline let elementsMax: Int
    @usableFromInline let keysMax: Int
    @usableFromInline let limits: CodecLimits
    @usableFromInline let vocabulary: Unmanaged<Vocabulary>

    @usableFromInline init(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ vocabulary: Unmanaged<Vocabulary>, _ limits: CodecLimits,
        depth: Int
    ) {
        self.p = p
        self.end = end
        self.depth = depth
        self.limits = limits
        self.vocabulary = vocabulary
        depthMax = limits.depthMax
        elementsMax = limits.elementsMax
        keysMax = limits.unknownKeysMax
    }

    @inline(never) @usableFromInline mutating func fail(_ reason: CodecError.Reason) -> Bool {
        fault.set(p < end ? reason : .truncated, p)
        return false
    }

    @inlinable @inline(__always) mutating func skipWhiteSpace() {
        if p < end, p.load(as: UInt8.self) <= 0x20 { p = JSONScanner.skipWhiteSpace(p, end) }
    }

    /// Into a list or an object whose first byte is `mark`. False in `empty` if something is inside.
    @inlinable @inline(__always) mutating func open(_ mark: UInt8, _ empty: inout Bool) -> Bool {
        guard p < end, p.load(as: UInt8.self) == mark else {
            p = JSONLeaf.wrongType(p, end, &fault) ?? p
            return false
        }
        guard depth < depthMax else { return fail(.tooDeep(limit: depthMax)) }
        depth &+= 1
        p += 1
        skipWhiteSpace()
        // The closing mark follows the opening one by two in ASCII.
        empty = p < end && p.load(as: UInt8.self) == mark &+ 2
        if empty {
            p += 1
            depth &-= 1
        }
        return true
    }

    /// Between elements: past a comma, or past `mark` and out with `more` false.
    @inlinable @inline(__always) mutating func separator(_ mark: UInt8, _ more: inout Bool) -> Bool {
        skipWhiteSpace()
        guard p < end else { return fail(.truncated) }
        let byte = p.load(as: UInt8.self)
        if byte == 0x2C {
            p += 1
            skipWhiteSpace()
            more = true
            return true
        }
        guard byte == mark else { return fail(.unexpectedByte) }
        p += 1
        depth &-= 1
        more = false
        return true
    }

    @inlinable @inline(__always) mutating func scalar<T: Scalar>(_ value: inout T) -> Bool {
        guard let next = JSONLeaf.scalar(p, end, &value, &fault) else { return false }
        p = next
        return true
    }

    @inlinable @inline(__always) mutating func words<W: Words>(_ value: inout W) -> Bool {
        guard let next = JSONLeaf.words(p, end, &value, &fault) else { return false }
        p = next
        return true
    }

    @inline(never) @usableFromInline mutating func tooMany(_ count: Int) -> Bool {
        fail(.tooManyElements(count &+ 1, limit: elementsMax))
    }

    /// The quick pass, and the patient one where it gives up.
    @usableFromInline mutating func part<P: Part>(_ part: inout P) -> Bool {
        var reader = JSONFieldReader(self, isDelta: false)
        let isDone = reader.part(&part)
        self = reader.cursor
        return isDone
    }

    @usableFromInline mutating func list<P: Part>(_ list: inout [P]) -> Bool {
        var reader = JSONFieldReader(self, isDelta: false)
        let isDone = reader.list(&list)
        self = reader.cursor
        return isDone
    }

    @inline(never) @usableFromInline
    mutating func partByKey<P: Part>(_ part: inout P, _ start: UnsafeRawPointer) -> Bool {
        p = start
        fault = JSONFault()
        part = P()
        var reader = JSONKeyedReader(self, isDelta: false)
        P.describe(&part, &reader)
        while reader.nextKey() { P.describe(&part, &reader) }
        self = reader.cursor
        return fault.reason == nil
    }

    @inlinable @inline(__always) mutating func list<T: Scalar>(_ list: inout [T]) -> Bool {
        var done = true
        list.removeAll(keepingCapacity: true)
        guard open(0x5B, &done) else { return false }
        var more = !done
        while more {
            var value = T()
            guard scalar(&value) else { return false }
            guard list.count < elementsMax else { return tooMany(list.count) }
            list.append(value)
            guard separator(0x5D, &more) else { return false }
        }
        return true
    }

    /// Strings that stay the same are kept.
    @inlinable @inline(__always) mutating func list<W: AbstractWords>(_ list: inout [W]) -> Bool {
        var done = true
        guard open(0x5B, &done) else { return false }
        var more = !done
        var count = 0
        while more {
            guard count < elementsMax else { return tooMany(count) }
            if count == list.count { list.append(W()) }
            guard words(&list[count]) else { return false }
            count &+= 1
            guard separator(0x5D, &more) else { return false }
        }
        list.removeLast(list.count &- count)
        return true
    }

    @usableFromInline mutating func bytes(_ value: inout Bytes) -> Bool {
        guard let next = JSONLeaf.bytes(p, end, &value, &fault) else { return false }
        p = next
        return true
    }

    @usableFromInline mutating func document(_ value: inout Document) -> Bool {
        guard let next = JSONLeaf.document(p, end, depthMax &- depth, keysMax, &value, &fault) else { return false }
        p = next
        return true
    }

    /// Messages of types or channels nobody here knows are passed over and counted.
    @usableFromInline mutating func items(_ items: inout [Item]) -> Bool {
        var done = true
        items.removeAll(keepingCapacity: true)
        guard open(0x5B, &done) else { return false }
        var more = !done
        var count = 0
        while more {
            guard count < limits.messagesMax else { return fail(.tooManyMessages(limit: limits.messagesMax)) }
            count &+= 1
            var reader = JSONReader(item: self)
            let item = reader.readItem()
            self = reader.cursor
            if let item {
                items.append(item)
            } else if fault.reason != nil {
                return false
            }
            guard separator(0x5D, &more) else { return false }
        }
        return true
    }

    /// False with a fault if another kind of value than an object stands here.
    @usableFromInline mutating func isAtObject() -> Bool {
        if p < end, p.load(as: UInt8.self) == 0x7B { return true }
        _ = JSONLeaf.wrongType(p, end, &fault)
        return false
    }

    /// Past any value, checked but not looked at.
    @usableFromInline mutating func skipValue(isRefused: Bool = false) -> Bool {
        guard p < end else { return fail(.truncated) }
        var scanner = JSONScanner(depthMax: depthMax &- depth, keysMax: keysMax)
        scanner.passesHugeNumbers = isRefused
        guard let next = scanner.skip(p, end, &fault) else {
            if case .tooDeep = fault.reason, let position = fault.position {
                fault = JSONFault()
                fault.set(.tooDeep(limit: depthMax), position)
            }
            return false
        }
        p = next
        return true
    }
}
