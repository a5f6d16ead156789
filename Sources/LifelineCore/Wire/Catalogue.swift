/// What a profile brings: its message types and its channels. Catalogues add up.
public struct Catalogue: Sendable {
    /// The types, in any order.
    public var messages: [any Message.Type]
    /// Those that are there from the start, in any order.
    public var channels: [Entry]

    /// A channel as data.
    public struct Entry: Sendable, Hashable {
        public var name: ChannelName
        public var handle: ChannelHandle
        public var delivery: Delivery
        /// What users and models write may travel here.
        public var takesText: Bool

        /// A channel that has a type; it takes text if that is a `TextChannel`.
        public init(_ channel: (some Channel).Type) {
            name = channel.name
            handle = channel.handle
            delivery = channel.delivery
            takesText = channel is any TextChannel.Type
        }

        /// A channel that is made at run time.
        public init(_ name: ChannelName, _ handle: ChannelHandle, _ delivery: Delivery, takesText: Bool) {
            self.name = name
            self.handle = handle
            self.delivery = delivery
            self.takesText = takesText
        }
    }

    /// No types and no channels unless told. Checks nothing: `Vocabulary` does.
    public init(messages: [any Message.Type] = [], channels: [any Channel.Type] = []) {
        self.messages = messages
        self.channels = channels.map { Entry($0) }
    }

    public static func + (a: Catalogue, b: Catalogue) -> Catalogue {
        var sum = a
        sum.messages += b.messages
        sum.channels += b.channels
        return sum
    }
}
