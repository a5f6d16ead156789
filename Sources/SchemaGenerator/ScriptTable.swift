import LifelineCore

/// The types as the browser client has them: what stands between the markers of clients/web/lifeline.js.
///
/// One line of text for each type: its code, its name, its fields in order as `key?:shape`. Offsets and bits follow from the order. A list is
/// `[shape]`, a part `{fields}`, a packed part `<keys>`, an enumeration `(names)`; words say how long they may be.
enum ScriptTable {
    static var text: String {
        let channels = Published.catalogue.channels.sorted { $0.handle.rawValue < $1.handle.rawValue }
            .map { "\($0.name.storage): \($0.handle.rawValue)" }
        let types = Published.types.map { type in
            "0x\(Hex.digits(UInt64(type.kind.code), count: 3)) \(Published.name(type)) \(fields(Published.table(type)))"
        }
        return
            (["const builtInChannels = { \(channels.joined(separator: ", ")) }", "const builtInTypes = `"]
            + types + ["`"]).joined(separator: "\n")
    }

    static func fields(_ table: FieldTable) -> String {
        table.fields.map { "\($0.key)\($0.isOptional ? "?" : ""):\(shape($0))" }.joined(separator: " ")
    }

    private static func shape(_ field: FieldTable.Field) -> String {
        field.shape == .list ? "[\(content(field.content))]" : content(field.content)
    }

    private static func content(_ content: FieldTable.Content) -> String {
        switch content {
        case .scalar(let shape): LayoutTree.name(shape)
        case .enumeration(let names): "(\(names.joined(separator: "|")))"
        case .words(let shape, _, let alphabet) where alphabet.beyondASCII: LayoutTree.name(shape)
        case .words(let shape, let bytesMax, _): "\(LayoutTree.name(shape))\(bytesMax)"
        case .bytes: "bytes"
        case .document: "document"
        case .items: "items"
        case .part(let table): "{\(fields(table))}"
        case .packed(let table): "<\(table.fields.map(\.key).joined(separator: " "))>"
        }
    }
}
