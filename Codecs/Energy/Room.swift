public import LifelineCore

/// How many bytes the tail of a value may take, padding included: reserved once, so that writers need not look.
@usableFromInline struct Room: ~Copyable, Visitor {
    @usableFromInline var bytes = 0

    @inlinable @inline(__always) init() {}

    /// What an item's padding in front of it takes at most.
    @inlinable @inline(__always) static var padding: Int { 8 }

    @inlinable @inline(__always)
    mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) {}
    @inlinable @inline(__always)
    mutating func field<W: Words>(_ key: StaticString, _ value: inout W) {
        bytes &+= value.storage.utf8.count
    }
    @inlinable @inline(__always)
    mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) {
        guard value != nil else { return }
        bytes &+= withUnsafePointer(to: &value!) { Room.table($0, 1) }
    }
    @inlinable @inline(__always)
    mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) {
        bytes &+= Room.padding &+ list.count &* T.shape.size
    }
    @inlinable @inline(__always)
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) {
        bytes &+= Room.words(list)
    }
    @inlinable @inline(__always)
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        if let list { bytes &+= Room.words(list) }
    }
    @inlinable @inline(__always)
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) {
        bytes &+= list.withUnsafeBufferPointer { Room.table($0.baseAddress, $0.count) }
    }
    @inlinable @inline(__always)
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) {
        if let list { bytes &+= list.withUnsafeBufferPointer { Room.table($0.baseAddress, $0.count) } }
    }
    @inlinable @inline(__always)
    mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) {
        bytes &+= Room.padding &+ list.count &* MemoryLayout<P>.stride
    }
    @inlinable @inline(__always)
    mutating func field(_ key: StaticString, _ value: inout Bytes) { bytes &+= value.storage.count }
    @inlinable @inline(__always)
    mutating func field(_ key: StaticString, _ value: inout Document) { bytes &+= value.json.count }
    @inlinable @inline(__always)
    mutating func field(_ key: StaticString, _ value: inout Document?) { bytes &+= value?.json.count ?? 0 }
    @inlinable @inline(__always)
    mutating func field(_ key: StaticString, _ items: inout [Item]) { bytes &+= Room.items(items) }
}

extension Room {
    @inlinable @inline(never) static func words<W: AbstractWords>(_ list: borrowing [W]) -> Int {
        var bytes = padding &+ list.count &* 8
        for i in 0..<list.count { bytes &+= list[i].storage.utf8.count }
        return bytes
    }

    @inlinable @inline(never) static func table<P: Part>(_ rows: UnsafePointer<P>?, _ count: Int) -> Int {
        guard let rows, count > 0 else { return 0 }
        var layout = FixedLayout()
        describing(part: rows, &layout)
        var room = Room()
        for i in 0..<count { describing(part: rows + i, &room) }
        return padding &+ 8 &+ count &* (8 &+ layout.bytes) &+ room.bytes
    }

    @usableFromInline @inline(never) static func items(_ items: borrowing [Item]) -> Int {
        var bytes = padding
        for i in 0..<items.count { bytes &+= FrameWriter.room(opening: items[i].payload) }
        return bytes
    }
}
