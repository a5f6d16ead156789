import JSONGrammar
import StandardNumbers

/// One kind of input and what is done to all of it.
protocol Measured {
    var name: String { get }
    func write()
    func read()
    func skip()
    func standardWrite()
    func standardRead()
}

extension Measured {
    func report(_ rounds: Int) {
        let work: [() -> Void] = [write, standardWrite, read, standardRead, skip]
        var times = [[UInt64]](repeating: [], count: work.count)
        for _ in 0..<rounds {
            for (index, work) in work.enumerated() {
                let start = NumberBench.now()
                work()
                times[index].append(NumberBench.now() - start)
            }
        }
        let medians = times.map { times in
            let tenths = times.sorted()[times.count / 2] * 10 / UInt64(NumberBench.count)
            let text = "\(tenths / 10).\(tenths % 10)"
            return String(repeating: " ", count: 5 - text.count) + text
        }
        let pad = String(repeating: " ", count: 25 - name.count)
        print("\(name)\(pad) \(medians[0]) (\(medians[1]))   \(medians[2]) (\(medians[3]))   \(medians[4])")
    }
}

/// A value with our functions and the standard ones.
protocol Number {
    static func write(_ value: Self, to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer
    static func read(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout Self, _ fault: inout JSONNumber.Fault
    ) -> UnsafeRawPointer?
    static var standardWrite: (UnsafePointer<Self>?, Int, UnsafeMutablePointer<CChar>?) -> Int { get }
    static var standardRead: (UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafeMutablePointer<Self>?, Int) -> Int
    { get }
}

extension Double: Number {
    @inline(__always)
    static func write(_ value: Double, to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        JSONNumber.write(value, to: p)
    }
    @inline(__always)
    static func read(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout Double, _ fault: inout JSONNumber.Fault
    ) -> UnsafeRawPointer? { JSONNumber.read(p, end, &value, &fault) }
    static var standardWrite: (UnsafePointer<Double>?, Int, UnsafeMutablePointer<CChar>?) -> Int {
        standardWriteDoubles
    }
    static var standardRead: (UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafeMutablePointer<Double>?, Int) -> Int {
        standardReadDoubles
    }
}

extension Float: Number {
    @inline(__always)
    static func write(_ value: Float, to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        JSONNumber.write(value, to: p)
    }
    @inline(__always)
    static func read(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout Float, _ fault: inout JSONNumber.Fault
    ) -> UnsafeRawPointer? { JSONNumber.read(p, end, &value, &fault) }
    static var standardWrite: (UnsafePointer<Float>?, Int, UnsafeMutablePointer<CChar>?) -> Int { standardWriteFloats }
    static var standardRead: (UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafeMutablePointer<Float>?, Int) -> Int {
        standardReadFloats
    }
}

extension UInt64: Number {
    @inline(__always)
    static func write(_ value: UInt64, to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        JSONNumber.write(value, to: p)
    }
    @inline(__always)
    static func read(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout UInt64, _ fault: inout JSONNumber.Fault
    ) -> UnsafeRawPointer? { JSONNumber.read(p, end, &value, &fault) }
    static var standardWrite: (UnsafePointer<UInt64>?, Int, UnsafeMutablePointer<CChar>?) -> Int {
        standardWriteIntegers
    }
    static var standardRead: (UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafeMutablePointer<UInt64>?, Int) -> Int {
        standardReadIntegers
    }
}

struct Case<Value: Number>: Measured {
    let name: String
    private let values: UnsafeMutableBufferPointer<Value>
    private let back: UnsafeMutableBufferPointer<Value>
    private let room = UnsafeMutableRawPointer.allocate(byteCount: NumberBench.count * 48, alignment: 64)
    private let text = UnsafeMutableRawPointer.allocate(byteCount: NumberBench.count * 48, alignment: 64)
    private let size: Int

    init(name: String, values: [Value]) {
        self.name = name
        self.values = .allocate(capacity: values.count)
        back = .allocate(capacity: values.count)
        _ = self.values.initialize(from: values)
        _ = back.initialize(from: values)
        size = Self.writeAll(UnsafeBufferPointer(self.values), text)
        var fault = JSONNumber.Fault.syntax
        precondition(Self.readAll(text, size, back, &fault) == size, "\(name) does not read back: \(fault)")
    }

    @_specialize(where Value == Double)
    @_specialize(where Value == Float)
    @_specialize(where Value == UInt64)
    private static func writeAll(_ values: UnsafeBufferPointer<Value>, _ room: UnsafeMutableRawPointer) -> Int {
        var p = room
        for value in values {
            p = Value.write(value, to: p)
            p.storeBytes(of: 0x2c, as: UInt8.self)
            p += 1
        }
        return p - room
    }

    @_specialize(where Value == Double)
    @_specialize(where Value == Float)
    @_specialize(where Value == UInt64)
    private static func readAll(
        _ text: UnsafeMutableRawPointer, _ size: Int, _ values: UnsafeMutableBufferPointer<Value>,
        _ fault: inout JSONNumber.Fault
    ) -> Int {
        var p = UnsafeRawPointer(text)
        let end = UnsafeRawPointer(text + size)
        for index in values.indices {
            guard let next = Value.read(p, end, &values[index], &fault) else { return -1 }
            p = next + 1
        }
        return p - UnsafeRawPointer(text)
    }

    func write() { precondition(Self.writeAll(UnsafeBufferPointer(values), room) == size) }
    func read() {
        var fault = JSONNumber.Fault.syntax
        precondition(Self.readAll(text, size, back, &fault) == size)
    }
    func skip() { precondition(skipAll(text, size)) }
    func standardWrite() {
        precondition(
            Value.standardWrite(values.baseAddress, values.count, room.assumingMemoryBound(to: CChar.self)) > 0)
    }
    func standardRead() {
        let start = UnsafePointer(text.assumingMemoryBound(to: CChar.self))
        precondition(Value.standardRead(start, start + size, back.baseAddress, back.count) == size)
    }
}

@inline(never)
func skipAll(_ text: UnsafeMutableRawPointer, _ size: Int) -> Bool {
    var p = UnsafeRawPointer(text)
    let end = p + size
    var fault = JSONNumber.Fault.syntax
    while p < end {
        guard let next = JSONNumber.skip(p, end, &fault) else { return false }
        p = next + 1
    }
    return true
}

/// Times; the standard side is given the same texts as doubles.
struct TimeCase: Measured {
    let name: String
    private let values: [Int64]
    private let room = UnsafeMutableRawPointer.allocate(byteCount: NumberBench.count * 48, alignment: 64)
    private let doubles: Case<Double>

    init(name: String, values: [Int64]) {
        self.name = name
        self.values = values
        doubles = Case(name: name, values: values.map { Double($0) / 1_000 })
        write()
    }

    func write() {
        var p = room
        for value in values {
            p = JSONNumber.writeMilliseconds(value, to: p)
            p.storeBytes(of: 0x2c, as: UInt8.self)
            p += 1
        }
        p.storeBytes(of: 0x5d, as: UInt8.self)
    }
    func read() {
        var p = UnsafeRawPointer(room)
        let end = p + NumberBench.count * 48
        var fault = JSONNumber.Fault.syntax
        var (value, sum): (Int64, Int64) = (0, 0)
        while p.load(as: UInt8.self) != 0x5d {
            guard let next = JSONNumber.readMilliseconds(p, end, &value, &fault) else { return }
            sum &+= value
            p = next + 1
        }
        precondition(sum > 0)
    }
    func skip() { doubles.skip() }
    func standardWrite() { doubles.standardWrite() }
    func standardRead() { doubles.standardRead() }
}
