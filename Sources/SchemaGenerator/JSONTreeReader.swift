import JSONGrammar
import LifelineCore

/// Reads a file of ours back. What is not JSON is refused as a whole; then it is only a matter of taking it apart.
public struct JSONTreeReader {
    private var rest: ArraySlice<UInt8>

    /// Nil if `bytes` are not exactly one JSON value.
    public static func tree(_ bytes: [UInt8]) -> JSONTree? {
        let isJSON = bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return false }
            var scanner = JSONScanner(depthMax: 64, keysMax: 4096)
            var fault = JSONFault()
            guard let end = scanner.skip(start, start + bytes.count, &fault) else { return false }
            return JSONScanner.skipWhiteSpace(end, start + bytes.count) == start + bytes.count
        }
        guard isJSON else { return nil }
        var reader = JSONTreeReader(rest: bytes[...])
        return reader.value()
    }

    private mutating func value() -> JSONTree {
        skipWhiteSpace()
        switch rest.first {
        case 0x7B:
            return .object(
                list(0x7D) { reader in
                    guard case .string(let key) = reader.value() else { return nil }
                    reader.skipWhiteSpace()
                    reader.rest.removeFirst()
                    return JSONTree.Member(key: key, value: reader.value())
                })
        case 0x5B: return .array(list(0x5D) { $0.value() })
        case 0x22: return .string(string())
        case 0x74:
            rest.removeFirst(4)
            return true
        case 0x66:
            rest.removeFirst(5)
            return false
        case 0x6E:
            rest.removeFirst(4)
            return .null
        default:
            let digits = rest.prefix { !([0x2C, 0x5D, 0x7D] as [UInt8]).contains($0) && $0 > 0x20 }
            rest.removeFirst(digits.count)
            return .number(String(decoding: digits, as: UTF8.self))
        }
    }

    private mutating func list<T>(_ end: UInt8, _ element: (inout JSONTreeReader) -> T?) -> [T] {
        var elements: [T] = []
        while let mark = rest.first {
            rest.removeFirst()
            skipWhiteSpace()
            if mark == end { break }
            if rest.first == end, elements.isEmpty {
                rest.removeFirst()
                break
            }
            if let element = element(&self) { elements.append(element) }
            skipWhiteSpace()
        }
        return elements
    }

    private mutating func string() -> String {
        let start = rest.startIndex + 1
        var end = start
        while rest[end] != 0x22 { end += rest[end] == 0x5C ? 2 : 1 }
        let text = rest[start..<end].withUnsafeBytes { bytes in
            [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, used in
                guard let start = bytes.baseAddress, let out = buffer.baseAddress else { return }
                used = JSONString.unescape(start, start + bytes.count, to: UnsafeMutableRawPointer(out))
            }
        }
        rest = rest[(end + 1)...]
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func skipWhiteSpace() {
        rest = rest.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    }
}
