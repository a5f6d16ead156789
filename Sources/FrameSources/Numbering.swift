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

    /// What models are called that nobody has named, with their index behind it. Nil: there are none such.
    private let nameless: Name?

    /// Models that a source may name, or use without a name.
    static let modelsMax = 64
    /// Streams that may be open at a time. One more, and the oldest is forgotten: what comes of it is a stream of its own.
    static let streamsMax = 1_024

    init(nameless: Name? = nil) { self.nameless = nameless }

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

    /// The message as the stage numbers it. Nil if it names a model that there is not.
    mutating func renumbered(_ message: any Message, on stage: Stage) -> (any Message)? {
        switch message {
        case var update as EnergyUpdate:
            guard let model = model(update.model, on: stage) else { return nil }
            update.model = model
            return update
        case var field as EnergyField:
            guard let model = model(field.model, on: stage) else { return nil }
            field.model = model
            return field
        case var piece as TokenStream:
            guard let model = model(piece.model, on: stage) else { return nil }
            piece.model = model
            let own = piece.stream
            piece.stream = stream(own, on: stage)
            if piece.final {
                streams[own] = nil
                order.removeAll { $0 == own }
            }
            return piece
        case var event as InterferenceEvent:
            guard let models = models(event.models, on: stage) else { return nil }
            (event.event, event.models) = (stage.event(), models)
            return event
        case var event as ResonanceEvent:
            guard let models = models(event.models, on: stage) else { return nil }
            (event.event, event.models) = (stage.event(), models)
            return event
        case var event as RewardEvent:
            event.event = stage.event()
            return event
        default: return message
        }
    }

    private mutating func models(_ own: [UInt16], on stage: Stage) -> [UInt16]? {
        var found: [UInt16] = []
        for index in own {
            guard let model = model(index, on: stage) else { return nil }
            found.append(model)
        }
        return found
    }

    private mutating func model(_ own: UInt16, on stage: Stage) -> UInt16? {
        if let nameless, own < Numbering.modelsMax {
            while models.count <= own { enlist([Name("\(nameless.storage)-\(models.count)") ?? nameless], on: stage) }
        }
        return own < models.count ? models[Int(own)] : nil
    }
}
