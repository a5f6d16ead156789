import JSONGrammar

/// A text in a heap block of exactly its size, so that a sanitizer sees any load past it.
struct Exact: ~Copyable {
    private let block: UnsafeMutableRawBufferPointer
    private let count: Int

    /// `padding` bytes after the end of the text may be loaded, but do not belong to it.
    init(_ text: some Collection<UInt8>, padding: Int = 0) {
        block = .allocate(byteCount: text.count + padding, alignment: 1)
        block.copyBytes(from: text)
        for index in text.count..<text.count + padding { block[index] = 0x39 }
        count = text.count
    }
    deinit { block.deallocate() }

    typealias Read<Value> = (UnsafeRawPointer, UnsafeRawPointer, inout Value, inout JSONNumber.Fault) ->
        UnsafeRawPointer?

    /// The value and how many bytes it took, or the fault.
    func read<Value>(_ initial: Value, _ read: Read<Value>) -> Result<Taken<Value>, Refusal> {
        // An empty allocation still has an address.
        let start = UnsafeRawPointer(block.baseAddress!)
        var value = initial
        var fault = JSONNumber.Fault.syntax
        guard let end = read(start, start + count, &value, &fault) else { return .failure(Refusal(fault: fault)) }
        return .success(Taken(value: value, count: end - start))
    }

    func double() -> Result<Taken<Double>, Refusal> { read(0.5) { JSONNumber.read($0, $1, &$2, &$3) } }
    func float() -> Result<Taken<Float>, Refusal> { read(0.5) { JSONNumber.read($0, $1, &$2, &$3) } }
    func unsigned() -> Result<Taken<UInt64>, Refusal> { read(7) { JSONNumber.read($0, $1, &$2, &$3) } }
    func signed() -> Result<Taken<Int64>, Refusal> { read(7) { JSONNumber.read($0, $1, &$2, &$3) } }
    func microseconds() -> Result<Taken<Int64>, Refusal> {
        read(7) { JSONNumber.readMilliseconds($0, $1, &$2, &$3) }
    }
    func skip() -> Result<Taken<Int>, Refusal> {
        read(0) { start, end, _, fault in JSONNumber.skip(start, end, &fault) }
    }
}

struct Taken<Value: Equatable>: Equatable {
    var value: Value
    var count: Int
}

struct Refusal: Error, Equatable {
    var fault: JSONNumber.Fault
}

/// What `write` leaves of a value.
func written(_ write: (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer) -> String {
    withUnsafeTemporaryAllocation(byteCount: JSONNumber.bytesMax, alignment: 1) { room in
        let end = write(room.baseAddress!)
        return String(decoding: room[..<(end - room.baseAddress!)], as: UTF8.self)
    }
}
