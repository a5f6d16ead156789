import JSONGrammar

/// Lays a tree out for people and for `diff`: what fits on a line stays on one, everything beyond ASCII is escaped.
struct JSONTreeWriter {
    private static let columnsMax = 110

    static func document(_ tree: JSONTree) -> String { text(tree, indent: 0, taken: 0) + "\n" }

    /// As RFC 8785 has it, but for the order of keys, which stays.
    static func canonical(_ tree: JSONTree) -> [UInt8] {
        Array(compact(tree).utf8).withUnsafeBytes { bytes in
            bytes.baseAddress.map { JSONGrammar.canonical($0, $0 + bytes.count) } ?? []
        }
    }

    private static func text(_ tree: JSONTree, indent: Int, taken: Int) -> String {
        let line = compact(tree)
        if taken + line.utf8.count <= columnsMax { return line }
        let inner = String(repeating: " ", count: indent + 2)
        let outer = String(repeating: " ", count: indent)
        switch tree {
        case .array(let elements) where !elements.isEmpty:
            let rows = elements.map { inner + text($0, indent: indent + 2, taken: indent + 2) }
            return "[\n" + rows.joined(separator: ",\n") + "\n" + outer + "]"
        case .object(let members) where !members.isEmpty:
            let rows = members.map { member in
                let head = inner + quoted(member.key) + ": "
                return head + text(member.value, indent: indent + 2, taken: head.utf8.count)
            }
            return "{\n" + rows.joined(separator: ",\n") + "\n" + outer + "}"
        default: return line
        }
    }

    static func compact(_ tree: JSONTree, spaced: Bool = true) -> String {
        let (comma, colon) = spaced ? (", ", ": ") : (",", ":")
        switch tree {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .number(let digits): return digits
        case .string(let text): return quoted(text)
        case .array(let elements):
            return "[" + elements.map { compact($0, spaced: spaced) }.joined(separator: comma) + "]"
        case .object(let members):
            let pairs = members.map { quoted($0.key) + colon + compact($0.value, spaced: spaced) }
            return "{" + pairs.joined(separator: comma) + "}"
        }
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for unit in text.utf16 {
            switch unit {
            case 0x22: result += "\\\""
            case 0x5C: result += "\\\\"
            case 0x0A: result += "\\n"
            case 0x20...0x7E: result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            default: result += "\\u" + Hex.digits(UInt64(unit), count: 4)
            }
        }
        return result + "\""
    }
}
