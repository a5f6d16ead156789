/// The benchmark's message as Foundation's coders see it. Our rows turn it into their own type.
struct Message: Codable, Equatable {
    enum State: String, Codable, CaseIterable {
        case idle, prefill, decode, done
    }

    struct Particle: Codable, Equatable {
        var x: Float
        var y: Float
        var z: Float
    }

    var modelId: String
    var frame: UInt64
    var ts: Double
    var energy: Double
    var rate: Double
    var total: Double
    var fps: Double
    var tokens: Int
    var state: State
    var particles: [Particle]
}
