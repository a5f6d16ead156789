import EnergyProfile
public import LifelineCore

/// What this repository publishes: the types and channels that schemas, layouts and vectors are written for.
public enum Published {
    public static let catalogue: Catalogue = .control + .energy

    /// By their numbers.
    static var types: [any Message.Type] { catalogue.messages.sorted { $0.kind.code < $1.kind.code } }

    /// The built-in channel a type belongs to; nil if it travels on any. One line per profile type.
    static func home(of type: any Message.Type) -> ChannelName? {
        switch type.kind {
        case StateSnapshot.kind: nil
        case EnergyUpdate.kind, EnergyField.kind: Energy.name
        case TokenStream.kind: Experience.name
        case InterferenceEvent.kind, ResonanceEvent.kind: Council.name
        case RewardEvent.kind: Rewards.name
        default: type.kind.code < 0x20 ? System.name : nil
        }
    }

    static func table(_ type: any Message.Type) -> FieldTable {
        func open<M: Message>(_ type: M.Type) -> FieldTable { FieldTable(type) }
        return open(type)
    }

    static func name(_ type: any Message.Type) -> String { type.kind.name.description }
}
