public import LifelineCore
public import LifelineSimulation

/// Fills any message by its own walk, and prefers the values at which codecs break. The same seed, the same messages.
///
/// ```swift
/// var filler = RandomFiller(Randomness(seed), items: .control + .energy)
/// let update = filler.message(EnergyUpdate.self)
/// let envelope = filler.envelope(of: EnergyUpdate.self)
/// ```
/// Never writes what no message can hold: −0, NaN, infinity, integers beyond their range, times that do not travel.
public struct RandomFiller: Visitor {
    public var random: Randomness
    /// What items and envelopes are drawn from.
    public let catalogue: Catalogue
    /// How deep in parts and items the walk is: lists are shorter there.
    private var depth = 0

    public init(_ random: Randomness, items catalogue: Catalogue = .control) {
        self.random = random
        self.catalogue = catalogue
    }

    public mutating func message<M: Message>(_ type: M.Type) -> M {
        var message = M()
        M.describe(&message, &self)
        return message
    }

    /// A message of a type known only at run time, as those of a catalogue.
    public mutating func message(any type: any Message.Type) -> any Message { message(type) }

    public mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) {
        if T.isOptional, random.chance(0.4) { return value.clear() }
        let bits = T.names > 0 ? UInt64(random.range(0...T.names - 1)) : random.bits(T.shape)
        let loaded = T.load(bits, into: &value)
        precondition(loaded, "\(key) does not take the bits \(bits): its names or its shape are not what they say")
    }

    public mutating func field<W: AbstractWords>(_ key: StaticString, _ value: inout W) { fill(&value) }
    public mutating func field<W: Words>(_ key: StaticString, _ value: inout W) { fill(&value) }

    public mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) {
        value = random.chance(0.4) ? nil : part()
    }

    public mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) {
        list = (0..<count()).map { _ in
            var value = T()
            field(key, &value)
            return value
        }
    }

    public mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) {
        list = (0..<count()).map { _ in
            var value = W()
            fill(&value)
            return value
        }
    }

    public mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        guard random.chance(0.6) else { return list = nil }
        var some: [W] = []
        field(key, &some)
        list = some
    }

    public mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) {
        list = (0..<count()).map { _ in part() }
    }

    public mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) {
        list = random.chance(0.4) ? nil : (0..<count()).map { _ in part() }
    }

    public mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) {
        list = (0..<count()).map { _ in part() }
    }

    public mutating func field(_ key: StaticString, _ value: inout Bytes) { value = Bytes(random.byteList()) }
    public mutating func field(_ key: StaticString, _ value: inout Document) { value = random.document() }
    public mutating func field(_ key: StaticString, _ value: inout Document?) {
        value = random.chance(0.4) ? nil : random.document()
    }

    /// Any messages of the catalogue but snapshots, which do not nest.
    public mutating func field(_ key: StaticString, _ items: inout [Item]) {
        let types = catalogue.messages.filter { $0.kind != StateSnapshot.kind }
        guard !types.isEmpty else { return items = [] }
        depth += 1
        items = (0..<random.range(0...6)).map { _ in
            let type = random.pick(types)
            return Item(envelope: envelope(of: type), payload: message(any: type))
        }
        depth -= 1
    }

    private mutating func fill<W: Words>(_ value: inout W) {
        if W.isOptional, random.chance(0.4) { return value.clear() }
        value.storage = random.words(W.self)
    }

    private mutating func part<P: Part>() -> P {
        var part = P()
        depth += 1
        P.describe(&part, &self)
        depth -= 1
        return part
    }

    private mutating func count() -> Int {
        switch random.range(0...(depth == 0 ? 19 : 15)) {
        case 0...4: 0
        case 5...8: 1
        case 9...15: random.range(2...5)
        case 16...18: random.range(6...40)
        default: random.range(41...300)
        }
    }
}
