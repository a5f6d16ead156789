/// A map from short byte strings to numbers, looked up without making a String. Open addressing; the keys belong to
/// the caller and outlive their entry.
struct ByteTable: ~Copyable {
    struct Slot {
        var key = UnsafeRawBufferPointer(start: nil, count: 0)
        var value: UInt32 = 0
        var used = false
    }
    var slots: UnsafeMutableBufferPointer<Slot>
    var mask: Int
    private var count = 0

    init() {
        slots = .allocate(capacity: 64)
        slots.initialize(repeating: Slot())
        mask = 63
    }

    deinit { slots.deallocate() }

    func find(_ key: UnsafeRawBufferPointer) -> UInt32? {
        var index = ByteTable.hash(key) & mask
        while slots[index].used {
            if ByteTable.equal(slots[index].key, key) { return slots[index].value }
            index = (index &+ 1) & mask
        }
        return nil
    }

    /// False if the key is there already.
    mutating func insert(_ key: UnsafeRawBufferPointer, _ value: UInt32) -> Bool {
        if find(key) != nil { return false }
        if count * 2 >= slots.count { rebuild(capacity: slots.count * 2) }
        place(Slot(key: key, value: value, used: true))
        count += 1
        return true
    }

    mutating func remove(_ key: UnsafeRawBufferPointer) {
        var index = ByteTable.hash(key) & mask
        while slots[index].used, !ByteTable.equal(slots[index].key, key) { index = (index &+ 1) & mask }
        guard slots[index].used else { return }
        slots[index].used = false
        count -= 1
        // Entries after it may have been pushed past this place: put the rest of the run back in.
        index = (index &+ 1) & mask
        while slots[index].used {
            let moved = slots[index]
            slots[index].used = false
            place(moved)
            index = (index &+ 1) & mask
        }
    }

    private mutating func place(_ slot: Slot) {
        var index = ByteTable.hash(slot.key) & mask
        while slots[index].used { index = (index &+ 1) & mask }
        slots[index] = slot
    }

    private mutating func rebuild(capacity: Int) {
        let old = slots
        slots = .allocate(capacity: capacity)
        slots.initialize(repeating: Slot())
        mask = capacity - 1
        for slot in old where slot.used { place(slot) }
        old.deallocate()
    }

    static func hash(_ key: UnsafeRawBufferPointer) -> Int {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: key.count)
        if let p = key.baseAddress {
            if key.count >= 8 {
                hash = (hash ^ p.loadUnaligned(as: UInt64.self)) &* 0xFF51_AFD7_ED55_8CCD
                let tail = (p + (key.count &- 8)).loadUnaligned(as: UInt64.self)
                hash = (hash ^ (hash >> 32) ^ tail) &* 0xC4CE_B9FE_1A85_EC53
            } else {
                for byte in key { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            }
        }
        return Int(truncatingIfNeeded: (hash ^ (hash >> 29)) & 0x3FFF_FFFF)
    }

    static func equal(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
        guard a.count == b.count, let p = a.baseAddress, let q = b.baseAddress else {
            return a.count == b.count
        }
        if a.count >= 8 {
            var i = 0
            while i &+ 8 <= a.count {
                if p.loadUnaligned(fromByteOffset: i, as: UInt64.self)
                    != q.loadUnaligned(fromByteOffset: i, as: UInt64.self)
                {
                    return false
                }
                i &+= 8
            }
            let last = a.count &- 8
            return p.loadUnaligned(fromByteOffset: last, as: UInt64.self)
                == q.loadUnaligned(fromByteOffset: last, as: UInt64.self)
        }
        for i in 0..<a.count
        where p.load(fromByteOffset: i, as: UInt8.self) != q.load(fromByteOffset: i, as: UInt8.self) {
            return false
        }
        return true
    }
}
