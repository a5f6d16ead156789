import LifelineCore

/// Layouts as data: what a decoder in another language is driven by, and what a release freezes.
enum LayoutTree {
    static func tree(_ types: [any Message.Type]) -> JSONTree {
        [
            "layout": 1,
            "types": .array(types.map { tree($0) }),
        ]
    }

    static func tree(_ type: any Message.Type) -> JSONTree {
        let table = Published.table(type)
        return [
            "type": .string(Published.name(type)),
            "code": JSONTree(type.kind.code),
            "textBearing": .bool(type.bearsText),
            "fixedBytes": JSONTree(table.fixedBytes),
            "fields": fields(table),
        ]
    }

    private static func fields(_ table: FieldTable) -> JSONTree {
        .array(
            table.fields.map { field in
                let place: JSONTree = [
                    "key": .string(field.key),
                    "kind": .string(name(field.shape)),
                    "bit": JSONTree(field.bit),
                    "offset": JSONTree(field.offset),
                    "size": JSONTree(field.shape.size),
                    "optional": .bool(field.isOptional),
                ]
                guard field.shape == .list else { return .object(place.members + details(field.content)) }
                return place.adding("of", .object([kind(field.content)] + details(field.content)))
            })
    }

    private static func kind(_ content: FieldTable.Content) -> JSONTree.Member {
        let name =
            switch content {
            case .scalar(let shape), .words(let shape, _, _): name(shape)
            case .enumeration: name(.enumeration)
            case .bytes: name(.bytes)
            case .document: name(.document)
            case .items: name(.items)
            case .part: name(.part)
            case .packed: "packed"
            }
        return JSONTree.Member(key: "kind", value: .string(name))
    }

    private static func details(_ content: FieldTable.Content) -> [JSONTree.Member] {
        let details: JSONTree =
            switch content {
            case .scalar, .bytes, .document, .items: .object([])
            case .enumeration(let names): ["names": JSONTree(names)]
            case .words(_, _, let alphabet) where alphabet.beyondASCII: .object([])
            case .words(let shape, let bytesMax, let alphabet):
                [
                    "bytesMax": JSONTree(bytesMax),
                    "pattern": .string(
                        shape == .channel
                            ? FieldSchema.channel : "^" + Pattern.characters(alphabet) + "*" + Pattern.end),
                ]
            case .part(let table): ["fixedBytes": JSONTree(table.fixedBytes), "fields": fields(table)]
            case .packed(let table): ["size": JSONTree(table.end), "keys": JSONTree(table.fields.map(\.key))]
            }
        return details.members
    }

    /// What documents call a shape.
    static func name(_ shape: Shape) -> String {
        switch shape {
        case .bool: "bool"
        case .enumeration: "enum8"
        case .u16: "u16"
        case .u32: "u32"
        case .u53: "u53"
        case .time: "time"
        case .f32: "f32"
        case .f64: "f64"
        case .name: "name"
        case .channel: "channel"
        case .phrase: "phrase"
        case .text: "text"
        case .bytes: "bytes"
        case .document: "document"
        case .list: "list"
        case .part: "part"
        case .items: "items"
        }
    }
}
