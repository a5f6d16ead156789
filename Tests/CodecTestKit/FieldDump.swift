public import LifelineCore

/// Writes every field of a message with its exact bits. Two messages are equal if, and only if, their dumps are.
///
/// ```swift
/// #expect(FieldDump.of(decoded) == FieldDump.of(sent))
/// ```
public struct FieldDump: Visitor {
    private var text = ""
    private var indent = ""

    public static func of<M: Message>(_ message: M) -> String {
        var dump = FieldDump()
        dump.walk(message)
        return dump.text
    }

    /// The same for an envelope.
    public static func of(_ envelope: Envelope) -> String {
        "channel \(envelope.channel.rawValue) kind \(envelope.kind) flags \(envelope.flags.rawValue)"
            + " reference \(envelope.reference) seq \(envelope.seq) time \(envelope.time.microseconds)"
            + " frame \(envelope.frame)"
    }

    public mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) { line(key, word(value)) }
    public mutating func field<W: AbstractWords>(_ key: StaticString, _ value: inout W) { line(key, word(value)) }
    public mutating func field<W: Words>(_ key: StaticString, _ value: inout W) { line(key, word(value)) }

    public mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) { parts(key, value.map { [$0] }) }

    public mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) { line(key, list.map(word)) }
    public mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) { line(key, list.map(word)) }
    public mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        if let list { line(key, list.map(word)) } else { line(key, "nil") }
    }

    public mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) { parts(key, list) }
    public mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) { parts(key, list) }
    public mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) { parts(key, list) }

    public mutating func field(_ key: StaticString, _ value: inout Bytes) { line(key, hex(value.storage)) }
    public mutating func field(_ key: StaticString, _ value: inout Document) { line(key, quoted(value.json)) }
    public mutating func field(_ key: StaticString, _ value: inout Document?) {
        line(key, value.map { quoted($0.json) } ?? "nil")
    }

    public mutating func field(_ key: StaticString, _ items: inout [Item]) {
        line(key, "[\(items.count)]")
        nested {
            for item in items {
                $0.line("-", FieldDump.of(item.envelope))
                $0.nested { $0.walk(item.payload) }
            }
        }
    }

    private mutating func walk<M: Message>(_ message: M) {
        text += "\(indent)\(M.kind.name)\n"
        nested { dump in withUnsafePointer(to: message) { describing(message: $0, &dump) } }
    }

    private mutating func parts<P: Part>(_ key: StaticString, _ list: [P]?) {
        guard let list else { return line(key, "nil") }
        line(key, "[\(list.count)]")
        for part in list {
            nested { dump in
                dump.line("-", "")
                withUnsafePointer(to: part) { describing(part: $0, &dump) }
            }
        }
    }

    private mutating func nested(_ body: (inout FieldDump) -> Void) {
        let outer = indent
        indent += "  "
        body(&self)
        indent = outer
    }

    private mutating func line(_ key: StaticString, _ value: String) { text += "\(indent)\(key) \(value)\n" }
    private mutating func line(_ key: StaticString, _ list: [String]) {
        line(key, "[\(list.count)] " + list.joined(separator: " "))
    }

    /// A float's bits say what its decimals may not: which zero, which of two neighbours.
    private func word<T: Scalar>(_ value: T) -> String {
        guard value.isPresent else { return "nil" }
        let bits = value.bits
        return switch T.shape {
        case .f32, .f64: "0x" + String(bits, radix: 16)
        case .time: "\(Int64(bitPattern: bits))"
        default: "\(bits)"
        }
    }

    private func word<W: Words>(_ value: W) -> String { value.isPresent ? quoted(Array(value.storage.utf8)) : "nil" }

    /// Printable ASCII as it is, everything else as its bytes.
    private func quoted(_ bytes: [UInt8]) -> String {
        var text = "\""
        for byte in bytes {
            if (0x20...0x7E).contains(byte), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "\\" + hex([byte])
            }
        }
        return text + "\""
    }

    private func hex(_ bytes: [UInt8]) -> String {
        "\(bytes.count):" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
