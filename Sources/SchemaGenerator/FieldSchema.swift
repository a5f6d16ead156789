import LifelineCore

/// What JSON Schema says of one field.
enum FieldSchema {
    static func schema(_ field: FieldTable.Field) -> JSONTree {
        let content = schema(field.content)
        return field.shape == .list ? ["type": "array", "items": content] : content
    }

    static func schema(_ content: FieldTable.Content) -> JSONTree {
        switch content {
        case .scalar(let shape): scalar(shape)
        case .enumeration(let names): ["enum": JSONTree(names)]
        case .words(let shape, let bytesMax, let alphabet): words(shape, bytesMax, alphabet)
        case .bytes: ["type": "string", "contentEncoding": "base64", "pattern": .string(base64)]
        case .document: .object([])
        case .items: ["type": "array", "items": ["$ref": .string(RecordSchema.itemName)]]
        case .part(let table), .packed(let table):
            object(table).adding("required", JSONTree(required(table)))
        }
    }

    /// An object whose unknown keys are welcome: they are fields of a newer release.
    static func object(_ table: FieldTable) -> JSONTree {
        let properties = table.fields.map { JSONTree.Member(key: $0.key, value: schema($0)) }
        return ["type": "object", "properties": .object(properties), "additionalProperties": true]
    }

    static func required(_ table: FieldTable) -> [String] { table.fields.filter { !$0.isOptional }.map(\.key) }

    static func integer(_ least: Int, _ most: some BinaryInteger) -> JSONTree {
        ["type": "integer", "minimum": JSONTree(least), "maximum": JSONTree(most)]
    }

    static func scalar(_ shape: Shape) -> JSONTree {
        switch shape {
        case .bool: ["type": "boolean"]
        case .u16: integer(0, UInt16.max)
        case .u32: integer(0, UInt32.max)
        case .u53: integer(0, Shape.u53Max)
        case .time: milliseconds
        case .f32:
            // From here on a number rounds to infinity: halfway between the largest float and the one there is not.
            [
                "type": "number", "exclusiveMinimum": .number("-3.4028235677973366e+38"),
                "exclusiveMaximum": .number("3.4028235677973366e+38"),
            ]
        default:
            [
                "type": "number", "minimum": .number("-1.7976931348623157e+308"),
                "maximum": .number("1.7976931348623157e+308"),
            ]
        }
    }

    static var milliseconds: JSONTree {
        let most = Timestamp.microsecondsMax / 1000
        return ["type": "number", "minimum": JSONTree(-most), "maximum": JSONTree(most)]
    }

    static func words(_ shape: Shape, _ bytesMax: Int, _ alphabet: Alphabet) -> JSONTree {
        if shape == .channel { return ["type": "string", "pattern": .string(channel)] }
        guard !alphabet.beyondASCII else { return ["type": "string"] }
        return [
            "type": "string", "pattern": .string("^" + Pattern.characters(alphabet) + "*" + Pattern.end),
            "maxLength": JSONTree(bytesMax),
        ]
    }

    /// `ChannelName` alone has a rule for its first character.
    static var channel: String {
        "^[0-9a-z]" + Pattern.characters(ChannelName.alphabet) + "{0,\(ChannelName.bytesMax - 1)}" + Pattern.end
    }

    private static var base64: String {
        "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?" + Pattern.end
    }
}
