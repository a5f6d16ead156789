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
        var reader = JSONKeyedReader(self, isDelta: false)
        while reader.nextKey() { P.describe(&part, &reader) }
        if reader.walk == .ending { P.describe(&part, &reader) }
        self = reader.cursor
        return fault.reason == nil
    }

    /// Clears the optional fields that are not among `seen`.
    @inline(never) @usableFromInline
    func clear<P: Part>(_ part: inout P, but seen: UInt64) {
        var reader = JSONKeyedReader(self, ending: seen)
        P.describe(&part, &reader)
    }

    @inline(never) @usableFromInline
    func clear<M: Message>(_ message: inout M, but seen: UInt64) {
        var reader = JSONKeyedReader(self, ending: seen)
        M.describe(&message, &reader)
    }

    @inlinable @inline(__always) mutating func list<T: Scalar>(_ list: inout [T]) -> Bool {
        var done = true
        guard open(0x5B, &done) else { return false }
        var more = !done
        var count = 0
        while more {
            guard count < elementsMax else { return tooMany(count) }
            if count == list.count { list.append(T()) }
            guard scalar(&list[count]) else { return false }
            count &+= 1
            guard separator(0x5D, &more) else { return false }
        }
        if count < list.count { list.removeLast(list.count &- count) }
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
        if count < list.count { list.removeLast(list.count &- count) }
        return true
    }

    @usableFromInline mutating func bytes(_ value: inout Bytes) -> Bool {
        guard let next = JSONLeaf.bytes(p, end, &value, &fault) else { return false }
        p = next
        return true
    }

    @usableFromInline mutating func document(_ value: inout Document) -> Bool {
        guard let next = JSONLeaf.document(p, end, depthMax &- depth, keysMax, &value, &fault) else {
            nameDepthMax()
            return false
        }
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

    /// Past any value, checked but not looked at. A message may have its own fields beside unknown ones.
    @usableFromInline mutating func skipValue(isMessage: Bool = false) -> Bool {
        guard p < end else { return fail(.truncated) }
        let known = isMessage ? JSONCursor.fieldsMax : 0
        var scanner = JSONScanner(depthMax: depthMax &- depth, keysMax: min(keysMax, .max - known) + known)
        guard let next = scanner.skip(p, end, &fault) else {
            nameDepthMax()
            return false
        }
        p = next
        return true
    }

    /// A scanner counts from where it starts.
    private mutating func nameDepthMax() {
        guard case .tooDeep = fault.reason, let position = fault.position else { return }
        fault = JSONFault()
        fault.set(.tooDeep(limit: depthMax), position)
    }

    /// Of a message, and more than an envelope has keys.
    private static var fieldsMax: Int { 64 }
}
