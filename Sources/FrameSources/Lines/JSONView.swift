import JSONGrammar
import LifelineCore

/// A JSON value where it lies, in bytes that were checked as a whole. Valid during the call that hands it out.
struct JSONView {
    private let start: UnsafeRawPointer
    private let end: UnsafeRawPointer

    static let depthMax = 16
    static let keysMax = 256

    /// Shows `body` the value that `bytes` are, or throws what is wrong with them: all of RFC 8259 is checked here, once.
    static func read<Result>(
        _ bytes: UnsafeRawBufferPointer, _ body: (JSONView) throws(CodecError) -> Result
    ) throws(CodecError) -> Result {
        guard let base = bytes.baseAddress else { throw CodecError(.truncated, at: 0) }
        let end = base + bytes.count
        var scanner = JSONScanner(depthMax: depthMax, keysMax: keysMax)
        var fault = JSONFault()
        let first = JSONScanner.skipWhiteSpace(base, end)
        guard let last = scanner.skip(first, end, &fault) else {
            throw CodecError(fault.reason ?? .unexpectedByte, at: (fault.position ?? base) - base)
        }
        guard JSONScanner.skipWhiteSpace(last, end) == end else { throw CodecError(.trailingBytes, at: last - base) }
        return try body(JSONView(start: first, end: last))
    }

    private var first: UInt8 { start.load(as: UInt8.self) }
    var isObject: Bool { first == 0x7B }
    var isArray: Bool { first == 0x5B }
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: end - start) }

    /// The member of an object; nil also if this is none. `null` is a value.
    subscript(_ key: StaticString) -> JSONView? {
        guard isObject else { return nil }
        var found: JSONView?
        walk { name, value in
            guard name?.isString(key) == true else { return true }
            found = value
            return false
        }
        return found
    }

    /// Each element of an array; nothing if this is none.
    func forEach(_ body: (JSONView) -> Void) {
        guard isArray else { return }
        walk { _, value in
            body(value)
            return true
        }
    }

    /// The characters of a string.
    var string: String? {
        guard first == 0x22 else { return nil }
        return String(unsafeUninitializedCapacity: max(end - start - 2, 0)) { room in
            room.baseAddress.map { JSONString.unescape(start + 1, end - 1, to: $0) } ?? 0
        }
    }

    var number: Double? {
        guard first == 0x2D || (0x30...0x39).contains(first) else { return nil }
        var value = 0.0
        var fault = JSONNumber.Fault.syntax
        return JSONNumber.read(start, end, &value, &fault) == nil ? nil : value
    }

    private func isString(_ word: StaticString) -> Bool {
        guard end - start - 2 >= word.utf8CodeUnitCount else { return false }
        return string.map {
            $0.utf8.elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        }
            ?? false
    }

    /// The members or elements, in order, until `body` has enough.
    private func walk(_ body: (_ name: JSONView?, _ value: JSONView) -> Bool) {
        var p = JSONScanner.skipWhiteSpace(start + 1, end)
        while p < end - 1 {
            var name: JSONView?
            if isObject {
                guard let view = JSONView.value(p, end) else { return }
                name = view
                p = JSONScanner.skipWhiteSpace(view.end, end) + 1
                p = JSONScanner.skipWhiteSpace(p, end)
            }
            guard let value = JSONView.value(p, end), body(name, value) else { return }
            p = JSONScanner.skipWhiteSpace(value.end, end) + 1
            p = JSONScanner.skipWhiteSpace(p, end)
        }
    }

    /// The value at `p`. It was checked before, so that only its end is looked for.
    private static func value(_ p: UnsafeRawPointer, _ end: UnsafeRawPointer) -> JSONView? {
        guard p < end else { return nil }
        var scanner = JSONScanner(depthMax: depthMax, keysMax: keysMax)
        var fault = JSONFault()
        return scanner.skip(p, end, &fault).map { JSONView(start: p, end: $0) }
    }
}
