public import LifelineCore
internal import LifelineSession

/// The publishing side.
extension Hub {
    /// A payload without text may go to any channel. Returns its seq; 0 if it was left out and counted, because no codec can
    /// say it (a number is not finite) or it is larger than `HubOptions.messageBytesMax`.
    @discardableResult
    public func publish<C: Channel, M: Abstract>(_ message: M, on channel: C.Type) -> UInt64 {
        publish(any: message, on: C.handle)
    }

    /// Any other payload goes to channels that carry text.
    @discardableResult @_disfavoredOverload
    public func publish<C: TextChannel, M: Message>(_ message: M, on channel: C.Type) -> UInt64 {
        publish(any: message, on: C.handle)
    }

    func publish(any message: any Message, on handle: ChannelHandle) -> UInt64 {
        guard let driver = writer.driver(of: message) else {
            preconditionFailure("\(type(of: message).kind) is not in the repertoire: add it with speaking(_:)")
        }
        guard let bytes = try? weigh(message, driver) else { return 0 }
        return publish(message, driver, bytes: bytes, on: handle, at: surroundings.wall(), frame: frame)
    }

    /// What a message takes. Throws what its publisher is told if nobody could be sent it: given a seq, it would be a gap
    /// for all who hear the channel.
    func weigh(_ message: any Message, _ driver: MessageDriver) throws(ProtocolFault) -> Int {
        guard let bytes = driver.weight(of: message) else {
            counts.refusedByCodec &+= 1
            throw .badMessage
        }
        guard bytes <= options.messageBytesMax else {
            counts.tooLarge &+= 1
            throw .tooLarge
        }
        return bytes
    }

    @discardableResult
    func publish(
        _ message: any Message, _ driver: MessageDriver, bytes: Int, on handle: ChannelHandle, at time: Timestamp,
        frame: UInt32
    ) -> UInt64 {
        guard let head = logs[handle]?.head else {
            preconditionFailure("no channel has the handle \(handle.rawValue): add it to the repertoire first")
        }
        var envelope = Envelope()
        envelope.channel = handle
        envelope.kind = driver.kind.code
        envelope.seq = head &+ 1
        envelope.time = time
        envelope.frame = frame
        let publication = Publication(envelope, message, driver, bytes: bytes, codecs: repertoire.codecs.count)
        publication.base = append(publication)?.message
        counts.published &+= 1
        for entry in watchers { entry.watcher?.published(envelope, message) }
        if relay != nil { fresh.publications.append(publication) }
        return envelope.seq
    }

    /// Puts in its channel what was published, here or at home. Returns what a delta to it is put upon.
    @discardableResult
    func append(_ publication: Publication) -> Publication? {
        let (handle, kind) = (publication.envelope.channel, publication.envelope.kind)
        let place = logs[handle]?
            .append(kind: kind, slot: publication.message.slot, bytes: publication.bytes, publication)
        assert(place?.seq == publication.envelope.seq, "a hub has every message of a channel, in order")
        if shelves[handle]?.entry.delivery == .stream { shelves[handle]?.texts.append(publication) }
        needTick()
        return place?.base
    }

    /// Where a channel stands: its epoch and last seq.
    public func position(of channel: (some Channel).Type) -> Position? {
        logs[channel.handle].map { Position(epoch: $0.epoch, seq: $0.head) }
    }

    /// What stands for the past of an `event` channel: the items of its snapshots.
    public func standing(_ channel: (some Channel).Type, _ messages: @escaping () -> [any Message]) {
        shelves[channel.handle]?.standing = messages
        guard relay != nil else { return }
        fresh.standing[channel.handle] = messages()
        needTick()
    }

    func open(_ entry: Catalogue.Entry) {
        precondition(shelves[entry.handle] == nil, "two channels have the handle \(entry.handle.rawValue)")
        let epoch = relay?.epochs[entry.handle] ?? surroundings.epoch()
        logs[entry.handle] = ChannelLog(entry.handle, entry.delivery, epoch: epoch, limits: options.log)
        let texts = StreamTexts(
            bytesMax: options.textBytesMax, stretchBytesMax: max(options.limits.snapshotPartBytes / 4, 1))
        shelves[entry.handle] = Shelf(entry: entry, texts: texts)
        handles[entry.name] = entry.handle
        if entry.handle != .system { builtIn.append(entry.name) }
    }

    // MARK: Snapshots

    /// The channel as it stands at `cut`. Nil if `cut` has passed and nobody is being sent that snapshot any more.
    func snapshot(_ handle: ChannelHandle, cut: UInt64) -> ChannelSnapshot? {
        guard let shelf = shelves[handle], let log = logs[handle] else { return nil }
        if let known = shelf.snapshot, known.cut == cut { return known }
        guard cut == log.head else { return nil }
        let snapshot = ChannelSnapshot(
            handle, epoch: log.epoch, cut: cut, at: surroundings.wall(), items(shelf, log),
            // A part's own envelope and brackets take a little.
            partBytes: options.limits.snapshotPartBytes - 512)
        shelves[handle]?.snapshot = snapshot
        counts.snapshotsMade &+= 1
        return snapshot
    }

    private func items(_ shelf: Shelf, _ log: ChannelLog<Publication>) -> [(item: Item, bytes: Int)] {
        switch shelf.entry.delivery {
        case .state: return log.newest(after: 0).map { ($0.payload.item, $0.bytes) }
        case .stream: return shelf.texts.items
        case .event, .control:
            return (shelf.standing?() ?? []).compactMap { message in
                guard let driver = writer.driver(of: message),
                    let bytes = writer.alone({ driver.weight(of: message) })
                else {
                    return nil
                }
                var envelope = Envelope()
                envelope.channel = shelf.entry.handle
                envelope.kind = driver.kind.code
                envelope.time = surroundings.wall()
                return (Item(envelope: envelope, payload: message), bytes)
            }
        }
    }
}

extension Position {
    init(epoch: UInt32, seq: UInt64) {
        self.init()
        self.epoch = epoch
        self.seq = seq
    }
}

/// The hub as one identity may see it.
struct HubDesk: ServerDesk {
    let hub: Hub
    let identity: Identity

    func offer(_ channel: ChannelName) -> Offer? {
        guard let handle = hub.handles[channel], handle != .system, let log = hub.logs[handle] else { return nil }
        return Offer(
            name: channel, handle: handle, delivery: log.delivery, epoch: log.epoch, head: log.head,
            oldest: log.oldest, rights: hub.authenticator.rights(of: identity, on: channel))
    }

    var defaultChannels: [ChannelName] { hub.builtIn }
}
