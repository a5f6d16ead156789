import EnergyCodec
import EnergyProfile
import LifelineCore

/// Layouts as tables for people: what stands between the markers of
/// docs/ENERGY-FRAME.md.
enum LayoutDocument {
    static var text: String {
        let tables = Published.types.map { ($0, Published.table($0)) }
        var lines = ["", "| Kind | Type | Channel | Text | F | Fields |", "|---|---|---|---|---|---|"]
        lines.append("| `0x000` | batch | – | – | 8 | frames |")
        for (type, table) in tables {
            let home = Published.home(of: type)?.storage ?? "any"
            let keys = table.fields.map(\.key).joined(separator: ", ")
            let text = type.bearsText ? "yes" : "–"
            lines.append(
                "| \(code(type)) | \(Published.name(type)) | \(home) | \(text) | \(table.fixedBytes) | \(keys) |")
        }
        var parts: [FieldTable] = []
        for (type, table) in tables {
            lines += ["", "### \(Published.name(type))", "", "Kind \(code(type)), F = \(table.fixedBytes).", ""]
            lines += self.table(table)
            collect(table, &parts)
        }
        for part in parts {
            lines += ["", "### Rows of \(part.name)", "", "F = \(part.fixedBytes).", ""] + self.table(part)
        }
        return (lines + [""]).joined(separator: "\n")
    }

    private static func code(_ type: any Message.Type) -> String {
        "`0x\(Hex.digits(UInt64(type.kind.code), count: 3))`"
    }

    private static func table(_ table: FieldTable) -> [String] {
        ["| Bit | Field | Kind | Offset | Size | Optional |", "|---|---|---|---|---|---|"]
            + table.fields.map { field in
                let optional = field.isOptional ? "yes" : "–"
                return
                    "| \(field.bit) | `\(field.key)` | \(kind(field)) | \(field.offset) | \(field.shape.size) | \(optional) |"
            }
    }

    private static func kind(_ field: FieldTable.Field) -> String {
        let content =
            switch field.content {
            case .scalar(let shape): LayoutTree.name(shape)
            case .enumeration(let names):
                "enum8: " + names.enumerated().map { "\($0) \($1)" }.joined(separator: ", ")
            case .words(let shape, let bytesMax, let alphabet):
                alphabet.beyondASCII ? LayoutTree.name(shape) : "\(LayoutTree.name(shape)), at most \(bytesMax) bytes"
            case .bytes: "bytes"
            case .document: "document"
            case .items: "items"
            case .part(let table): field.shape == .part ? "part: one row of \(table.name)" : "rows of \(table.name)"
            case .packed(let table): "packed \(table.name): " + table.fields.map(\.key).joined(separator: ", ")
            }
        return field.shape == .list ? "list: " + content : content
    }

    /// Each part once, in the order in which they are met.
    private static func collect(_ table: FieldTable, _ parts: inout [FieldTable]) {
        for field in table.fields {
            guard case .part(let part) = field.content else { continue }
            if !parts.contains(part) { parts.append(part) }
            collect(part, &parts)
        }
    }

    /// The frame that the document takes apart.
    static var dump: String {
        let energy = HandPicked.joined.record(EnergyCodec.self)
        let lines = stride(from: 0, to: energy.count, by: 16).map { start -> String in
            let bytes = energy[start..<min(start + 16, energy.count)].map { Hex.text([$0]) }
            return Hex.digits(UInt64(start), count: 4) + "  " + bytes.joined(separator: " ")
        }
        return (["", "```"] + lines + ["```", ""]).joined(separator: "\n")
    }
}
