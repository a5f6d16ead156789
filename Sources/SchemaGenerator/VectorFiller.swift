import LifelineCore

/// Sets every field of a message to an edge of what it can hold.
struct VectorFiller: ~Copyable, Visitor {
    enum Edge: Equatable {
        /// The lowest number, the shortest word, one element.
        case least
        /// The highest number, the longest word, three elements.
        case most
        /// The smallest step above zero.
        case step
        /// Anything that travels.
        case random
    }

    private let edge: Edge
    /// False leaves optional fields nil.
    private let optionals: Bool
    private var state: UInt64

    static func filled<M: Message>(_ type: M.Type, _ edge: Edge, optionals: Bool = true, seed: UInt64 = 0) -> M {
        var filler = VectorFiller(edge: edge, optionals: optionals, state: seed)
        var message = M()
        M.describe(&message, &filler)
        return message
    }

    /// SplitMix64.
    private mutating func random() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    private mutating func count() -> Int {
        switch edge {
        case .least, .step: 1
        case .most: 3
        case .random: Int(random() % 6)
        }
    }

    private mutating func isLeftOut(_ isOptional: Bool) -> Bool {
        isOptional && (!optionals || edge == .random && random() % 3 == 0)
    }

    private mutating func fill<T: Scalar>(_ value: inout T) {
        guard !isLeftOut(T.isOptional) else { return }
        while !T.load(bits(T.shape, T.names), into: &value) {}
    }

    private mutating func bits(_ shape: Shape, _ names: Int) -> UInt64 {
        let timeMax = Timestamp.microsecondsMax
        switch (edge, shape) {
        case (.random, .bool): return random() & 1
        case (.random, .enumeration): return random() % UInt64(names)
        case (.random, .time): return UInt64(bitPattern: Int64(random() % UInt64(2 * timeMax)) - timeMax)
        case (.random, .u53): return random() >> (11 + random() % 50)
        case (.random, .f64): return random()
        case (.random, _): return random() >> (64 - UInt64(shape.size) * 8)
        case (.least, .f64): return (-Double.greatestFiniteMagnitude).bitPattern
        case (.least, .f32): return UInt64((-Float.greatestFiniteMagnitude).bitPattern)
        case (.least, .time): return UInt64(bitPattern: -timeMax)
        case (.least, _): return 0
        case (.step, .enumeration): return UInt64(min(1, names - 1))
        case (.step, _): return 1
        case (.most, .bool): return 1
        case (.most, .enumeration): return UInt64(names - 1)
        case (.most, .f64): return Double.greatestFiniteMagnitude.bitPattern
        case (.most, .f32): return UInt64(Float.greatestFiniteMagnitude.bitPattern)
        case (.most, .time): return UInt64(bitPattern: timeMax)
        case (.most, .u53): return Shape.u53Max
        case (.most, _): return (1 << UInt64(shape.size * 8)) - 1
        }
    }

    private static let scalars: [Unicode.Scalar] = Array(
        "aZ09 \"\\/\u{0}\u{8}\t\n\u{C}\r\u{1F}\u{7F}\u{80}é\u{7FF}\u{800}€\u{2028}\u{FEFF}\u{FFFD}\u{FFFF}𝄞\u{10FFFF}"
            .unicodeScalars)

    private mutating func fill<W: Words>(_ value: inout W) {
        guard !isLeftOut(W.isOptional) else { return }
        var text = ""
        if W.alphabet.beyondASCII {
            for index in VectorFiller.scalars.indices where edge != .least {
                let index = edge == .random ? Int(random() % UInt64(VectorFiller.scalars.count)) : index
                text.unicodeScalars.append(VectorFiller.scalars[index])
            }
        } else {
            let letters = (0..<128).filter { W.alphabet.contains($0) }.map { Unicode.Scalar(UInt8($0)) }
            // A letter first: a channel's name may not start with a mark.
            let count =
                switch edge {
                case .least: W.shape == .channel ? 1 : 0
                case .step: 1
                case .most: W.bytesMax
                case .random: 1 + Int(random() % UInt64(min(W.bytesMax, 24)))
                }
            for index in 0..<count {
                let index = edge == .random ? Int(random() % UInt64(letters.count)) : index % letters.count
                text.unicodeScalars.append(text.isEmpty ? "a" : letters[index])
            }
        }
        value.storage = text
    }

    private mutating func list<T>(of make: () -> T, _ fill: (inout VectorFiller, inout T) -> Void) -> [T] {
        var list: [T] = []
        for _ in 0..<count() {
            var element = make()
            fill(&self, &element)
            list.append(element)
        }
        return list
    }
}

extension VectorFiller {
    mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) { fill(&value) }
    mutating func field<W: Words>(_ key: StaticString, _ value: inout W) { fill(&value) }

    mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) {
        guard !isLeftOut(true) else { return }
        var part = P()
        P.describe(&part, &self)
        value = part
    }

    mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) {
        list = self.list(of: { T() }, { $0.fill(&$1) })
    }

    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) {
        list = self.list(of: { W() }, { $0.fill(&$1) })
    }

    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        guard !isLeftOut(true) else { return }
        list = self.list(of: { W() }, { $0.fill(&$1) })
    }

    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) {
        list = self.list(of: { P() }, { P.describe(&$1, &$0) })
    }

    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) {
        guard !isLeftOut(true) else { return }
        list = self.list(of: { P() }, { P.describe(&$1, &$0) })
    }

    mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) {
        list = self.list(of: { P() }, { P.describe(&$1, &$0) })
    }

    mutating func field(_ key: StaticString, _ value: inout Bytes) {
        let bytes: [UInt8] = [0x00, 0xFF, 0x7F, 0x80, 0xFB]
        value = Bytes(edge == .least ? [] : edge == .step ? [0] : Array(bytes.prefix(edge == .most ? 5 : count())))
    }

    private mutating func document() -> Document {
        let texts: [StaticString] = [
            "null", "[]", "0.1", "{\"a\":[1,-1e-7,1e+21],\"\":{\"b\":\"\u{E9}\\n\\u0001\"}}", "\"text\"", "true",
        ]
        let index = edge == .least ? 0 : edge == .step ? 1 : edge == .most ? 3 : Int(random() % UInt64(texts.count))
        return Document(canonical: Array(texts[index].description.utf8))
    }

    mutating func field(_ key: StaticString, _ value: inout Document) { value = document() }

    mutating func field(_ key: StaticString, _ value: inout Document?) {
        if !isLeftOut(true) { value = document() }
    }

    mutating func field(_ key: StaticString, _ items: inout [Item]) {
        items = Array(HandPicked.items.prefix(count()))
    }
}
