public import LifelineCore

/// A channel for numbers, with every mark a name may have.
public enum EveryChannel: Channel {
    public static var name: ChannelName { "0every.kind_of:mark-" }
    public static var handle: ChannelHandle { .dynamicFirst }
    public static var delivery: Delivery { .event }
}

/// A channel for text, its number as large as can be.
public enum EveryTextChannel: TextChannel {
    public static var name: ChannelName { "t" }
    public static var handle: ChannelHandle { ChannelHandle(rawValue: .max) }
    public static var delivery: Delivery { .stream }
}

extension Catalogue {
    /// The messages of this kit. Add `.control` for `StateSnapshot` and the `system` channel.
    public static let every = Catalogue(
        messages: [EveryField.self, EveryAbstractField.self],
        channels: [EveryChannel.self, EveryTextChannel.self])
}
