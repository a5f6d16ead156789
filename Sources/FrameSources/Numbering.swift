import EnergyProfile
import Lifeline
import LifelineCore

/// A source's own numbers of models and streams, and what the stage calls them.
struct Numbering {
    /// The stage's index of each of the source's models.
    private(set) var models: [UInt16] = []
    private var streams: [UInt32: UInt32] = [:]
    /// Oldest first.
    private var order: [UInt32] = []

    /// Models that a source may name.
    static let modelsMax = 256
    /// Streams that may be open at a time. One more, and the oldest is forgotten: what comes of it is a stream of its own.
    static let streamsMax = 1_024

    mutating func enlist(_ names: [Name], on stage: Stage) {
        for name in names.prefix(Numbering.modelsMax - models.count) { models.append(stage.enlist(name)) }
    }

    mutating func stream(_ own: UInt32, on stage: Stage) -> UInt32 {
        if let known = streams[own] { return known }
        if order.count >= Numbering.streamsMax { streams[order.removeFirst()] = nil }
        let fresh = stage.stream()
        streams[own] = fresh
        order.append(own)
        return fresh
    }

    /// The message as the stage numbers it. Nil if it names a model that nobody has enlisted.
    mutating func renumbered(_ message: any Message, on stage: Stage) -> (any Message)? {
        switch message {
        case var update as EnergyUpdate:
            guard let model = model(update.model) else { return nil }
            update.model = model
            return update
        case var field as EnergyField:
            guard let model = model(field.model) else { return nil }
            field.model = model
            return field
        case var piece as TokenStream:
            guard let model = model(piece.model) else { return nil }
            piece.model = model
            let own = piece.stream
            piece.stream = stream(own, on: stage)
            if piece.final {
                streams[own] = nil
                order.removeAll { $0 == own }
            }
            return piece
        case var event as InterferenceEvent:
            let models = event.models.compactMap(model)
            guard models.count == event.models.count else { return nil }
            (event.event, event.models) = (stage.event(), models)
            return event
        case var event as ResonanceEvent:
            let models = event.models.compactMap(model)
            guard models.count == event.models.count else { return nil }
            (event.event, event.models) = (stage.event(), models)
            return event
        case var event as RewardEvent:
            event.event = stage.event()
            return event
        default: return message
        }
    }

    private func model(_ own: UInt16) -> UInt16? { models.indices.contains(Int(own)) ? models[Int(own)] : nil }
}
