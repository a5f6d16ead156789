import LifelineCore

/// Every file that follows from the descriptions.
enum Generated {
    static let layoutsPath = "schemas/layouts.json"
    /// Folders with generated files alone: what is there and not generated is stale.
    static let folders = ["schemas/messages", "schemas/vectors"]

    static var layouts: JSONTree { LayoutTree.tree(Published.types) }

    static var files: [OutputFile] {
        let schemas = Published.types.map { type in
            OutputFile(path(type), MessageSchema.tree(type, home: Published.home(of: type)))
        }
        return schemas + [
            OutputFile("schemas/wf.protocol.message.json", RecordSchema.protocolMessage),
            OutputFile("schemas/message.json", RecordSchema.message),
            OutputFile("schemas/item.json", RecordSchema.item),
            OutputFile("schemas/record.json", RecordSchema.record),
            OutputFile("schemas/index.json", index),
            OutputFile(layoutsPath, layouts),
        ] + Vectors.files
    }

    /// Files that are generated in part. Where one is not there, as in a tree of schemas alone, it is passed over.
    static var documents: [MarkedDocument] {
        [
            MarkedDocument(
                path: "docs/ENERGY-FRAME.md", comment: .markup,
                regions: [
                    .init(word: "layout", text: LayoutDocument.text), .init(word: "dump", text: LayoutDocument.dump),
                ]),
            MarkedDocument(
                path: "clients/web/lifeline.js", comment: .script,
                regions: [.init(word: "tables", text: ScriptTable.text)]),
            MarkedDocument(
                path: "clients/web/lifeline.d.ts", comment: .script,
                regions: [.init(word: "tables", text: ScriptTypes.text)]),
        ]
    }

    private static func path(_ type: any Message.Type) -> String { "schemas/messages/\(Published.name(type)).json" }

    private static var index: JSONTree {
        let types = Published.types.map { type -> JSONTree in
            [
                "type": .string(Published.name(type)),
                "code": JSONTree(type.kind.code),
                "schema": .string(MessageSchema.name(type)),
                "file": .string("messages/\(Published.name(type)).json"),
                "textBearing": .bool(type.bearsText),
                "channel": Published.home(of: type).map { .string($0.storage) } ?? .null,
            ]
        }
        let channels = Published.catalogue.channels.sorted { $0.handle.rawValue < $1.handle.rawValue }
        return [
            "protocol": "wf.protocol.message.json",
            "record": "record.json",
            "message": "message.json",
            "item": "item.json",
            "layouts": "layouts.json",
            "channels": .array(
                channels.map { channel in
                    [
                        "name": .string(channel.name.storage),
                        "handle": JSONTree(channel.handle.rawValue),
                        "class": .string(channel.delivery.name.description),
                    ]
                }),
            "types": .array(types),
        ]
    }
}
