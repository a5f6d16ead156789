/// All that one end of a connection can say: codecs, message types, channels. What an engine is given instead of
/// plug-ins.
public struct Repertoire: Sendable {
    /// The default first.
    public private(set) var codecs: [CodecDriver]
    /// By number. Each can be said in all of `codecs`.
    public private(set) var messages: [UInt16: MessageDriver] = [:]
    /// In the order they were given.
    public private(set) var channels: [Catalogue.Entry]

    /// Traps if there is no codec, if a message cannot be said in one, or if two share a number.
    public init(codecs: [CodecDriver], messages: [MessageDriver], channels: [Catalogue.Entry]) {
        precondition(
            !codecs.isEmpty, "a repertoire needs a codec: Repertoire(codecs: [CodecDriver(JSONCodec.self)], …)")
        self.codecs = codecs
        self.channels = channels
        for driver in messages { add(driver) }
    }

    /// One more message type. Its driver speaks all codecs that are there.
    public mutating func add(_ driver: MessageDriver) {
        precondition(messages[driver.kind.code] == nil, "two message types have the number \(driver.kind.code)")
        for codec in codecs {
            precondition(
                driver.speaks(codec), "\(driver.kind) cannot be said in \(codec.name): let its driver speak it")
        }
        messages[driver.kind.code] = driver
    }

    /// One more channel, under a name and a handle that are free.
    public mutating func add(_ channel: (some Channel).Type) { channels.append(Catalogue.Entry(channel)) }

    /// The first codec whose records have that form.
    public func codec(_ form: RecordForm) -> Int? { codecs.firstIndex { $0.form == form } }

    /// The codec of that name.
    public func codec(named name: String) -> Int? { codecs.firstIndex { $0.name.description == name } }

    /// The names for one loop's use.
    public func vocabulary() -> Vocabulary {
        var catalogue = Catalogue(messages: messages.values.map(\.type))
        catalogue.channels = channels
        return Vocabulary(catalogue)
    }
}
