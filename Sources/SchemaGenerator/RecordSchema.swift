import LifelineCore

/// Schemas that are about no type in particular.
enum RecordSchema {
    static let messageName = "lifeline.v1.message"
    static let itemName = "lifeline.v1.item"
    static let recordName = "lifeline.v1.record"

    /// As the source document has it: what every message satisfies. It names the channels it knew; any other channel
    /// is checked by its type's own schema.
    static var protocolMessage: JSONTree {
        [
            "$schema": MessageSchema.draft,
            "$id": "wf.protocol.message",
            "title": "What every message on energy, experience and council has",
            "type": "object",
            "properties": [
                "channel": ["enum": ["energy", "experience", "council"]],
                "ts": ["type": "number"],
                "payload": ["type": "object"],
            ],
            "required": ["channel", "ts", "payload"],
        ]
    }

    /// One message of any type. Types that are not published here are checked as far as their envelope goes.
    static var message: JSONTree {
        var properties = MessageSchema.envelope(
            channel: MessageSchema.anyChannel, type: ["type": "string", "pattern": .string(typeName)])
        properties.append(JSONTree.Member(key: "payload", value: ["type": "object"]))
        let choices = Published.types.map { type -> JSONTree in
            [
                "if": ["properties": ["type": ["const": .string(Published.name(type))]], "required": ["type"]],
                "then": ["$ref": .string(MessageSchema.name(type))],
            ]
        }
        return [
            "$schema": MessageSchema.draft,
            "$id": .string(messageName),
            "title": "A message",
            "type": "object",
            "properties": .object(properties),
            "required": JSONTree(MessageSchema.required),
            "not": MessageSchema.bothReferences,
            "allOf": .array(choices),
            "additionalProperties": true,
        ]
    }

    /// One entry of a snapshot: any message but a snapshot.
    static var item: JSONTree {
        [
            "$schema": MessageSchema.draft,
            "$id": .string(itemName),
            "title": "A message inside a snapshot",
            "allOf": [
                ["$ref": .string(messageName)],
                ["not": ["properties": ["type": ["const": .string(StateSnapshot.kind.name.description)]]]],
            ],
        ]
    }

    /// What a link carries: a message, or a batch of them. Batches do not nest.
    static var record: JSONTree {
        let message: JSONTree = ["$ref": .string(messageName)]
        return [
            "$schema": MessageSchema.draft,
            "$id": .string(recordName),
            "title": "A record",
            "if": ["type": "array"],
            "then": ["items": message],
            "else": message,
        ]
    }

    private static var typeName: String { "^[a-z][a-z0-9_]{0,127}" + Pattern.end }
}
