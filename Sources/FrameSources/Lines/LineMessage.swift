import LifelineCore

/// What a line of JSON says, written as the envelope a codec reads. A line is an envelope, whose `ts` and, if its type
/// has a home, `channel` may be missing, or the fields of a payload with its `type` among them.
struct LineMessage {
    enum Fault: Error { case noObject, noType, noHome }

    /// The line says when it was, and in which frame; else the server does.
    private(set) var hasTime = false
    private(set) var hasFrame = false

    /// Where each type of the profile belongs.
    private static let homes: [(type: StaticString, channel: StaticString)] = [
        ("energy_update", "energy"), ("energy_field", "energy"), ("token_stream", "experience"),
        ("interference_event", "council"), ("resonance_event", "council"), ("reward_event", "reward"),
    ]

    /// Writes the envelope into `sink`.
    init(_ view: JSONView, into sink: inout ByteSink) throws(Fault) {
        guard view.isObject else { throw .noObject }
        guard let type = view["type"], let kind = type.string else { throw .noType }
        sink.clear()
        sink.append("{\"channel\":")
        if let channel = view["channel"] {
            sink.append(channel.bytes)
        } else {
            guard let home = LineMessage.homes.first(where: { $0.type.description == kind }) else { throw .noHome }
            sink.append("\"")
            sink.append(home.channel)
            sink.append("\"")
        }
        sink.append(",\"type\":")
        sink.append(type.bytes)
        guard let payload = view["payload"] else {
            // The codec passes over `type` and `channel`, which are no fields of the payload.
            sink.append(",\"ts\":0,\"payload\":")
            sink.append(view.bytes)
            sink.append("}")
            return
        }
        let (time, frame) = (view["ts"], view["frame"])
        hasTime = time != nil
        hasFrame = frame != nil
        sink.append(",\"ts\":")
        if let time { sink.append(time.bytes) } else { sink.append("0") }
        if let frame {
            sink.append(",\"frame\":")
            sink.append(frame.bytes)
        }
        sink.append(",\"payload\":")
        sink.append(payload.bytes)
        sink.append("}")
    }
}
