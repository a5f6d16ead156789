public import EnergyProfile
public import LifelineCore

/// One thing an engine says: what a server publishes, or sends about itself.
public enum Utterance: Sendable {
    case started(StartupComplete)
    case heartbeat(Heartbeat)
    case trouble(ErrorEvent)
    case energy(EnergyUpdate)
    case field(EnergyField)
    case tokens(TokenStream)
    case interference(InterferenceEvent)
    case resonance(ResonanceEvent)
    case reward(RewardEvent)

    /// The envelope as far as the type settles it: channel and kind.
    public var envelope: Envelope {
        let time = Timestamp()
        return switch self {
        case .started: Envelope(System.self, StartupComplete.self, at: time)
        case .heartbeat: Envelope(System.self, Heartbeat.self, at: time)
        case .trouble: Envelope(System.self, ErrorEvent.self, at: time)
        case .energy: Envelope(Energy.self, EnergyUpdate.self, at: time)
        case .field: Envelope(Energy.self, EnergyField.self, at: time)
        case .tokens: Envelope(Experience.self, TokenStream.self, at: time)
        case .interference: Envelope(Council.self, InterferenceEvent.self, at: time)
        case .resonance: Envelope(Council.self, ResonanceEvent.self, at: time)
        case .reward: Envelope(Rewards.self, RewardEvent.self, at: time)
        }
    }

    public var message: any Message {
        switch self {
        case .started(let message): message
        case .heartbeat(let message): message
        case .trouble(let message): message
        case .energy(let message): message
        case .field(let message): message
        case .tokens(let message): message
        case .interference(let message): message
        case .resonance(let message): message
        case .reward(let message): message
        }
    }

    public func encode<C: Codec>(
        as codec: C.Type, _ envelope: Envelope, _ vocabulary: Vocabulary, into sink: inout ByteSink
    ) throws(CodecError) {
        switch self {
        case .started(let message): try C.encode(message, envelope, vocabulary, into: &sink)
        case .heartbeat(let message): try C.encode(message, envelope, vocabulary, into: &sink)
        case .trouble(let message): try C.encode(message, envelope, vocabulary, into: &sink)
        case .field(let message): try C.encode(message, envelope, vocabulary, into: &sink)
        case .energy(let message): try C.encode(message, envelope, vocabulary, into: &sink)
        case .tokens(let message): try C.encode(message, envelope, vocabulary, into: &sink)
        case .interference(let message): try C.encode(message, envelope, vocabulary, into: &sink)
        case .resonance(let message): try C.encode(message, envelope, vocabulary, into: &sink)
        case .reward(let message): try C.encode(message, envelope, vocabulary, into: &sink)
        }
    }
}
