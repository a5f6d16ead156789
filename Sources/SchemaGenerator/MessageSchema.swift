import EnergyProfile
import LifelineCore

/// The JSON Schema of one type: its whole envelope, and its payload.
enum MessageSchema {
    static let draft: JSONTree = "http://json-schema.org/draft-07/schema#"

    static func name(_ type: any Message.Type) -> String { "lifeline.v1." + Published.name(type) }

    static func tree(_ type: any Message.Type, home: ChannelName?) -> JSONTree {
        let table = Published.table(type)
        let required = FieldSchema.required(table)
        var properties = envelope(channel: channel(home), type: ["const": .string(Published.name(type))])
        properties.append(JSONTree.Member(key: "payload", value: FieldSchema.object(table)))
        var tree: JSONTree = [
            "$schema": draft,
            "$id": .string(name(type)),
            "title": .string("\(Published.name(type)), type 0x\(Hex.digits(UInt64(type.kind.code), count: 3))"),
            "type": "object",
            "properties": .object(properties),
            "required": JSONTree(MessageSchema.required),
            "not": bothReferences,
            "additionalProperties": true,
        ]
        if !required.isEmpty {
            // A delta has only the fields that changed.
            tree = tree.adding("if", ["not": ["required": ["delta"]]])
                .adding("then", ["properties": ["payload": ["required": JSONTree(required)]]])
        }
        return tree
    }

    static let required = ["channel", "type", "ts", "payload"]
    /// A message is a request or an answer, not both.
    static let bothReferences: JSONTree = ["required": ["id", "re"]]

    /// The keys around a payload, but for the payload.
    static func envelope(channel: JSONTree, type: JSONTree) -> [JSONTree.Member] {
        let reference = FieldSchema.integer(1, UInt32.max)
        let members: JSONTree = [
            "channel": channel,
            "type": type,
            "id": reference,
            "re": reference,
            "seq": FieldSchema.integer(1, Shape.u53Max),
            "frame": FieldSchema.integer(0, UInt32.max),
            "ts": FieldSchema.milliseconds,
            "delta": ["const": true],
            "replay": ["const": true],
        ]
        return members.members
    }

    /// A type of a profile travels on its own built-in channel and on every dynamic one; a control message on `system`.
    static func channel(_ home: ChannelName?) -> JSONTree {
        guard let home else { return anyChannel }
        if home == System.name { return ["const": .string(home.storage)] }
        let others = Published.catalogue.channels.map(\.name.storage).filter { $0 != home.storage }
        return anyChannel.adding("not", ["enum": JSONTree(others)]).adding("examples", JSONTree([home.storage]))
    }

    static let anyChannel: JSONTree = ["type": "string", "pattern": .string(FieldSchema.channel)]
}
