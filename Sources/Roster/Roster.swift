import EnergyCodec
import EnergyProfile
import JSONCodec
public import LifelineCore

/// Everything that ships. The only place that names plug-ins: shipping one more is one more line here.
public enum Roster {
    /// What every program of ours understands.
    public static let catalogue: Catalogue = .control + .energy

    /// All codecs, the default first.
    ///
    /// Handed to a generic function, an element opens to its type: `convert(from: codec)` with
    /// `func convert<C: Codec>(from: C.Type)`.
    public static let codecs: [any Codec.Type] = [JSONCodec.self, EnergyCodec.self]

    /// The codec that a flag or a `set_codec` calls `name`.
    public static func codec(named name: String) -> (any Codec.Type)? {
        codecs.first { $0.name.description == name }
    }
}
