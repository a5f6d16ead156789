public import LifelineCore

/// Telemetry: the newest counts.
public enum Energy: Channel {
    public static var name: ChannelName { "energy" }
    @inlinable @inline(__always) public static var handle: ChannelHandle {
        ChannelHandle(rawValue: 1)
    }
    public static var delivery: Delivery { .state }
}

/// What a model writes, for the person who asked.
public enum Experience: TextChannel {
    public static var name: ChannelName { "experience" }
    @inlinable @inline(__always) public static var handle: ChannelHandle {
        ChannelHandle(rawValue: 2)
    }
    public static var delivery: Delivery { .stream }
}

/// What happens between models.
public enum Council: Channel {
    public static var name: ChannelName { "council" }
    @inlinable @inline(__always) public static var handle: ChannelHandle {
        ChannelHandle(rawValue: 3)
    }
    public static var delivery: Delivery { .event }
}

/// Achievements.
public enum Rewards: Channel {
    public static var name: ChannelName { "reward" }
    @inlinable @inline(__always) public static var handle: ChannelHandle {
        ChannelHandle(rawValue: 4)
    }
    public static var delivery: Delivery { .event }
}

extension Catalogue {
    /// WF-TECH-003: energy, experience, council and reward.
    public static let energy = Catalogue(
        messages: [
            EnergyUpdate.self, EnergyField.self, TokenStream.self, InterferenceEvent.self,
            ResonanceEvent.self,
            RewardEvent.self,
        ],
        channels: [Energy.self, Experience.self, Council.self, Rewards.self])
}
