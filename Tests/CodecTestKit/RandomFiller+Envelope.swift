public import LifelineCore
internal import LifelineSimulation

extension RandomFiller {
    /// An envelope that both codecs carry, for a message of `type` on one of the catalogue's channels.
    ///
    /// Published or not, asked, answered or neither; an answer refers to something, a delta or a replay was published.
    public mutating func envelope(of type: any Message.Type) -> Envelope {
        var envelope = Envelope()
        envelope.kind = type.kind.code
        if !catalogue.channels.isEmpty { envelope.channel = random.pick(catalogue.channels).handle }
        envelope.time = Timestamp(microseconds: random.microseconds())
        if random.chance(0.7) { envelope.seq = random.integer(max: Shape.u53Max) }
        if random.chance(0.4) { envelope.reference = UInt32(truncatingIfNeeded: random.integer(max: 0xFFFF_FFFF)) }
        if random.chance(0.5) { envelope.frame = UInt32(truncatingIfNeeded: random.integer(max: 0xFFFF_FFFF)) }
        if envelope.reference > 0, random.chance(0.5) { envelope.flags.insert(.answer) }
        if envelope.seq > 0, random.chance(0.2) { envelope.flags.insert(.replay) }
        if envelope.seq > 0, random.chance(0.2) { envelope.flags.insert(.delta) }
        return envelope
    }
}
