import EnergyProfile
public import LifelineCore

/// The channels of the vectors: the built-in ones, and dynamic ones whose handles a reader must be told.
public enum VectorChannels {
    static let dynamic = ChannelHandle.dynamicFirst
    static let last = ChannelHandle(rawValue: .max)

    static let named: [(ChannelName, ChannelHandle)] = [
        ("thread:1f0c", dynamic),
        ("a", ChannelHandle(rawValue: 257)),
        // The longest name there is.
        (ChannelName("0" + String(repeating: "a", count: ChannelName.bytesMax - 1)) ?? "z", last),
    ]

    /// Knows what the vectors speak of: published types, `EveryShape`, and every channel.
    public static func vocabulary() -> Vocabulary {
        let vocabulary = Vocabulary(Published.catalogue + Catalogue(messages: [EveryShape.self]))
        for (name, handle) in named {
            precondition(vocabulary.add(name, handle), "two channels of the vectors share a name or a handle")
        }
        return vocabulary
    }

    static var tree: JSONTree {
        let channels = Published.catalogue.channels.map { ($0.name, $0.handle) } + named
        return .object(channels.map { JSONTree.Member(key: "\($0.1.rawValue)", value: .string($0.0.storage)) })
    }
}
