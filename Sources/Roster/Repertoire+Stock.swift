public import EnergyCodec
import EnergyProfile
public import JSONCodec
public import LifelineCore

extension MessageDriver {
    /// A message type in every codec that ships. Inlinable, so that an application's own types are as fast as ours.
    @inlinable public static func stock<M: Message>(_ type: M.Type) -> MessageDriver {
        var driver = MessageDriver(type)
        driver.speak(JSONCodec.self, type)
        driver.speak(EnergyCodec.self, type)
        return driver
    }
}

extension Repertoire {
    /// What every program of ours can say.
    public static let stock = Repertoire(
        codecs: [CodecDriver(JSONCodec.self), CodecDriver(EnergyCodec.self)], messages: control + energy,
        channels: Roster.catalogue.channels)

    /// With one more message type of an application's own, numbered from 0x400.
    @inlinable public func speaking<M: Message>(_ type: M.Type) -> Repertoire {
        var more = self
        more.add(.stock(type))
        return more
    }

    private static var control: [MessageDriver] {
        [
            .stock(Hello.self), .stock(Welcome.self), .stock(StartupComplete.self), .stock(ModelStatus.self),
            .stock(Heartbeat.self), .stock(Subscribe.self), .stock(Subscribed.self), .stock(Unsubscribe.self),
            .stock(Unsubscribed.self), .stock(Ack.self), .stock(Resync.self), .stock(Lag.self),
            .stock(SetCodec.self), .stock(CodecSet.self), .stock(Auth.self), .stock(Request.self),
            .stock(Reply.self), .stock(ErrorEvent.self), .stock(Goodbye.self), .stock(StateSnapshot.self),
        ]
    }

    private static var energy: [MessageDriver] {
        [
            .stock(EnergyUpdate.self), .stock(EnergyField.self), .stock(TokenStream.self),
            .stock(InterferenceEvent.self), .stock(ResonanceEvent.self), .stock(RewardEvent.self),
        ]
    }
}
