import LifelineCore

/// The types as an editor knows them: what stands between the markers of clients/web/lifeline.d.ts.
enum ScriptTypes {
    static var text: String {
        let tables = Published.types.map { Published.table($0) }
        let parts = tables.reduce(into: [FieldTable]()) { collect($1, &$0) }
        let names = (tables + parts).map(\.name)
        precondition(Set(names).count == names.count, "a type and a part share a name: \(names)")
        let payloads = Published.types.map { "  \(Published.name($0)): \(Published.table($0).name)" }
        return (["export interface Payloads {"] + payloads + ["}"] + (tables + parts).flatMap { interface($0) })
            .joined(separator: "\n")
    }

    private static func interface(_ table: FieldTable) -> [String] {
        ["", "export interface \(table.name) {"]
            + table.fields.map { "  \($0.key)\($0.isOptional ? "?" : ""): \(type(of: $0))" } + ["}"]
    }

    private static func type(of field: FieldTable.Field) -> String {
        guard field.shape == .list else { return type(of: field.content) }
        switch field.content {
        case .scalar(.u16): return "Uint16Array"
        case .scalar(.u32): return "Uint32Array"
        case .scalar(.f32): return "Float32Array"
        case .scalar(.f64): return "Float64Array"
        default: return "Array<\(type(of: field.content))>"
        }
    }

    private static func type(of content: FieldTable.Content) -> String {
        switch content {
        case .scalar(.bool): "boolean"
        case .scalar: "number"
        case .enumeration(let names): names.map { "\"\($0)\"" }.joined(separator: " | ")
        case .words: "string"
        case .bytes: "Uint8Array"
        case .document: "unknown"
        case .items: "Message[]"
        case .part(let table): table.name
        case .packed(let table): "{ " + table.fields.map { "\($0.key): number" }.joined(separator: "; ") + " }"
        }
    }

    /// Each part once, in the order in which they are met.
    private static func collect(_ table: FieldTable, _ parts: inout [FieldTable]) {
        for field in table.fields {
            guard case .part(let part) = field.content else { continue }
            if !parts.contains(part) { parts.append(part) }
            collect(part, &parts)
        }
    }
}
