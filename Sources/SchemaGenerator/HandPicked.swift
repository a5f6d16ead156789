import EnergyProfile
import LifelineCore

/// Values somebody chose because they look like life, or because something breaks there.
enum HandPicked {
    static let cases: [VectorCase] = energy + streams + council + snapshots + control + requests + shapes

    private static func update(_ set: (inout EnergyUpdate) -> Void) -> EnergyUpdate {
        var update = EnergyUpdate()
        set(&update)
        return update
    }

    static let typical = update {
        $0.model = 1
        $0.pattern = [.rising, .burst]
        $0.tokens = 42
        $0.energy = 0.1
        $0.total = 1234.5678
        $0.rate = 12.5
        $0.level = 0.7
        $0.entropy = 1e-7
    }

    static func published(_ envelope: inout Envelope) {
        envelope.seq = 1207
        envelope.frame = 88121
    }

    private static let energy: [VectorCase] = [
        VectorCase("typical", "as an engine sends it sixty times a second", typical, published),
        VectorCase("replay", "sent again after a reconnect", typical) {
            published(&$0)
            $0.flags = .replay
        },
        VectorCase("delta", "a delta in which everything changed", typical) {
            published(&$0)
            $0.flags = .delta
        },
        VectorCase("delta and replay", "both flags at once", typical) {
            published(&$0)
            $0.flags = [.delta, .replay]
        },
        VectorCase("dynamic channel", "on the channel with the highest handle, which has the longest name", typical) {
            $0.channel = VectorChannels.last
            $0.seq = Shape.u53Max
            $0.frame = .max
        },
        VectorCase("epoch", "at the Unix epoch: ts is 0", typical) { $0.time = Timestamp() },
        VectorCase("before the epoch", "a negative time with three decimals", typical) { $0.time.microseconds = -1 },
        VectorCase("last moment", "the latest time that travels, 2^42 ms", typical) {
            $0.time.microseconds = Timestamp.microsecondsMax
        },
        VectorCase("first moment", "the earliest time that travels", typical) {
            $0.time.microseconds = -Timestamp.microsecondsMax
        },
        VectorCase("one decimal", "100 microseconds are one decimal", typical) { $0.time.microseconds = 1_500_100 },
        VectorCase(
            "minus zero", "−0 travels as 0",
            update {
                $0.energy = -0.0
                $0.level = -0.0
            }),
        VectorCase(
            "doubles", "an integer above 2^53, the smallest normal double, the layout change at 1e21",
            update {
                $0.energy = 9_007_199_254_740_994
                $0.total = 2.2250738585072014e-308
                $0.rate = (1e21 as Double).nextDown
            }),
        VectorCase(
            "doubles, negative", "the layout change at 1e-7, a tie between two doubles",
            update {
                $0.energy = -0.000001
                $0.total = -1e-7
                $0.rate = -Double.leastNonzeroMagnitude
            }),
        VectorCase(
            "floats", "shortest as floats: 0.1 is not the double 0.1",
            update {
                $0.level = 0.1
                $0.entropy = 16_777_216
            }),
        VectorCase(
            "the odd float", "±0x15AE43FD prints as a double, because its shortest float digits read back wrongly",
            update {
                $0.level = Float(bitPattern: 0x15AE_43FD)
                $0.entropy = Float(bitPattern: 0x95AE_43FD)
            }),
        VectorCase(
            "subnormal floats", "the largest subnormal float, the smallest normal one",
            update {
                $0.level = Float(bitPattern: 0x007F_FFFF)
                $0.entropy = Float.leastNormalMagnitude
            }),
        VectorCase("typical", "a grid of two by three", field(width: 2, height: 3) { 0.25 * Float($0) }, published),
        VectorCase("long list", "a grid of 16 by 16", field(width: 16, height: 16) { Float($0) / 7 - 3 }),
    ]

    static func field(width: UInt16, height: UInt16, _ cell: (Int) -> Float) -> EnergyField {
        var field = EnergyField()
        field.model = 2
        field.width = width
        field.height = height
        field.cells = (0..<Int(width) * Int(height)).map(cell)
        field.min = field.cells.min() ?? 0
        field.max = field.cells.max() ?? 0
        return field
    }

    private static let streams: [VectorCase] =
        [
            ("typical", "a piece of an answer", "Hello, world"),
            ("empty text", "no text: offset and count are 0", ""),
            ("escapes", "quotes, backslashes, and all control characters", controls),
            (
                "unicode", "two, three and four bytes, a combining accent, a family",
                "é e\u{301} € 𝄞 👩‍👩‍👧 \u{2028}\u{FEFF}\u{10FFFF}"
            ),
            ("delete", "U+007F and U+0080 stand as they are", "\u{7F}\u{80}"),
            ("long text", "longer than any short path", String(repeating: "Lifeline 🛟 ", count: 60)),
        ].map { name, note, text in
            VectorCase(name, note, piece(Text(text))) { $0.seq = 7 }
        } + [joined]

    /// The one that docs/ENERGY-FRAME.md takes apart byte by byte.
    static let joined = VectorCase(
        "joined", "several pieces in one: from is the first seq it covers", piece("abc", from: 5)
    ) {
        $0.seq = 9
        $0.frame = 12
    }

    private static let controls = "\"\\/" + String((0..<0x20).map { Character(Unicode.Scalar(UInt8($0))) })

    static func piece(_ text: Text, from: UInt64? = nil) -> TokenStream {
        var piece = TokenStream()
        piece.stream = 3
        piece.model = 1
        piece.final = from != nil
        piece.at = 4096
        piece.from = from
        piece.count = 2
        piece.text = text
        return piece
    }

    private static let council: [VectorCase] = {
        var interference = InterferenceEvent()
        interference.event = 17
        interference.interference = .destructive
        interference.strength = 0.875
        interference.phase = 3.1415927
        interference.models = [0, 3]
        var crowd = interference
        crowd.models = (0..<200).map { UInt16($0 * 321) }
        var resonance = ResonanceEvent()
        resonance.event = 18
        resonance.duration = 1500
        resonance.frequency = 7.83
        resonance.amplitude = 0.5
        resonance.models = [1, 2, 65535]
        var reward = RewardEvent()
        reward.event = 19
        reward.reward = .progress
        reward.level = 3
        reward.points = 250
        reward.badge = "council/first-light"
        return [
            VectorCase("typical", "two models weaken each other", interference, published),
            VectorCase("long list", "two hundred models", crowd, published),
            VectorCase("typical", "three models in one rhythm", resonance, published),
            VectorCase("typical", "progress towards a badge", reward, published),
        ]
    }()
}
