public import JSONGrammar
public import LifelineCore

/// Writes what stands around a payload.
public enum JSONEnvelope {
    /// `{"channel":"energy","type":"energy_update","seq":1,"frame":2,"ts":3.5,"payload":` — the payload and `}` follow.
    @inlinable
    public static func open(
        _ envelope: Envelope, _ kind: Kind, _ vocabulary: Vocabulary, _ sink: inout ByteSink
    ) throws(CodecError) {
        let channel = vocabulary.name(of: envelope.channel)
        guard let name = channel.baseAddress else { throw CodecError(.unknownChannel, at: 0, field: "channel") }
        guard envelope.time.travels else { throw CodecError(.outOfRange, at: 0, field: "ts") }
        guard envelope.seq <= Shape.u53Max else { throw CodecError(.outOfRange, at: 0, field: "seq") }
        guard envelope.reference != 0 || !envelope.flags.contains(.answer) else {
            throw CodecError(.invalidEnvelope, at: 0, field: "re")
        }

        sink.reserve(channel.count &+ kind.name.utf8CodeUnitCount &+ 200)
        var q = sink.cursor
        q = put("{\"channel\":\"", q)
        q.copyMemory(from: name, byteCount: channel.count)
        q = put("\",\"type\":\"", q + channel.count)
        q = put(kind.name, q)
        if envelope.reference != 0 {
            q = envelope.flags.contains(.answer) ? put("\",\"re\":", q) : put("\",\"id\":", q)
            q = JSONNumber.write(UInt64(envelope.reference), to: q)
        } else {
            q = put("\"", q)
        }
        if envelope.seq != 0 {
            q = put(",\"seq\":", q)
            q = JSONNumber.write(envelope.seq, to: q)
        }
        if envelope.frame != 0 {
            q = put(",\"frame\":", q)
            q = JSONNumber.write(UInt64(envelope.frame), to: q)
        }
        q = put(",\"ts\":", q)
        q = JSONNumber.writeMilliseconds(envelope.time.microseconds, to: q)
        if envelope.flags.contains(.delta) { q = put(",\"delta\":true", q) }
        if envelope.flags.contains(.replay) { q = put(",\"replay\":true", q) }
        sink.cursor = put(",\"payload\":", q)
    }

    @inlinable @inline(__always)
    static func put(_ text: StaticString, _ q: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        q.copyMemory(from: text.utf8Start, byteCount: text.utf8CodeUnitCount)
        return q + text.utf8CodeUnitCount
    }
}
