import BenchMessages
import EnergyProfile
import LifelineCore

/// The messages that are counted: always the same, made here, with numbers that need all their digits.
struct Corpus {
    /// Of each type.
    static let count = 16

    let time = Timestamp(microseconds: 1_763_200_000_123_457)
    let benchUpdates: [BenchUpdate]
    let energyUpdates: [EnergyUpdate]
    let energyFields: [EnergyField]
    let tokenStreams: [TokenStream]

    init() {
        var scatter = Scatter()
        benchUpdates = (0..<Corpus.count).map { Corpus.benchUpdate($0, &scatter) }
        energyUpdates = (0..<Corpus.count).map { Corpus.energyUpdate($0, &scatter) }
        energyFields = (0..<Corpus.count).map { Corpus.energyField($0, &scatter) }
        tokenStreams = (0..<Corpus.count).map { Corpus.tokenStream($0) }
    }

    private static func benchUpdate(_ index: Int, _ scatter: inout Scatter) -> BenchUpdate {
        let models: [Name] = ["llama-3.1-8b-instruct", "qwen2.5:14b", "mistral-small-24b", "phi-4"]
        let states: [BenchState] = [.idle, .prefill, .decode, .done]
        var update = BenchUpdate()
        update.modelId = models[index % models.count]
        update.frame = 88_000 + UInt64(index)
        update.ts = 1_763_200_000_123 + Double(index) * 16.667
        update.energy = scatter.unit()
        update.rate = scatter.unit() * 60
        update.total = scatter.unit() * 10_000
        update.fps = 58 + scatter.unit() * 2
        update.tokens = 1_000 + UInt64(index) * 7
        update.state = states[index % states.count]
        update.particles = (0..<(4 + index % 5)).map { _ in
            var particle = Particle()
            particle.x = Float(scatter.unit())
            particle.y = Float(scatter.unit())
            particle.z = Float(scatter.unit()) * 2 - 1
            return particle
        }
        return update
    }

    private static func energyUpdate(_ index: Int, _ scatter: inout Scatter) -> EnergyUpdate {
        var update = EnergyUpdate()
        update.model = UInt16(index % 4)
        update.pattern = index % 3 == 0 ? [.rising, .burst] : .steady
        update.tokens = 1_000 + UInt32(index) * 7
        update.energy = scatter.unit()
        update.total = scatter.unit() * 10_000
        update.rate = scatter.unit() * 60
        update.level = Float(scatter.unit())
        update.entropy = Float(scatter.unit()) * 4
        return update
    }

    private static func energyField(_ index: Int, _ scatter: inout Scatter) -> EnergyField {
        var field = EnergyField()
        field.model = UInt16(index % 4)
        field.width = 32
        field.height = 32
        field.min = 0
        field.max = 1
        field.cells = (0..<1024).map { _ in Float(scatter.unit()) }
        return field
    }

    /// Pieces as models write them: mostly short, some with what JSON has to escape, some beyond ASCII.
    private static func tokenStream(_ index: Int) -> TokenStream {
        let pieces: [Text] = [
            " the", " energy of", "\n\n", " \"quoted\"", " résumé", " a somewhat longer run of plain words,", " 一二三",
            " return x + 1;\n",
        ]
        var stream = TokenStream()
        stream.stream = 7
        stream.model = UInt16(index % 4)
        stream.final = index == Corpus.count - 1
        stream.at = UInt64(index) * 11
        stream.count = 1 + UInt32(index % 3)
        stream.text = pieces[index % pieces.count]
        return stream
    }
}

/// Numbers that look random and are the same every time (splitmix64).
struct Scatter {
    private var state: UInt64 = 0x4C69_6665_6C69_6E65

    /// 0…1, with all 53 bits.
    mutating func unit() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((bits ^ (bits >> 31)) >> 11) / 9_007_199_254_740_992
    }
}
