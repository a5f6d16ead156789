internal import LifelineCore

/// Where the messages of one type on one channel go.
class Port {
    /// Reads the payload and keeps it until `deliver` or the next read. Returns the first seq a joined message covers.
    func read(_ envelope: inout Envelope, _ payload: Payload, _ driver: MessageDriver) throws(CodecError) -> UInt64? {
        try payload.skip(&envelope)
        return nil
    }
    /// False if what was read last is a delta upon a message that was not read here.
    var isWhole: Bool { true }
    /// Hands on what was read last.
    func deliver(_ envelope: Envelope) {}
    /// A snapshot has come: what was known is replaced by its items.
    func forget() {}
    /// Hands on one item of a snapshot.
    func deliver(item: Item) {}
}

final class TypedPort<M: Message>: Port {
    private var message = M()
    /// The seq of `message` once it was delivered; 0 if no delta may be put upon it.
    private var held: UInt64 = 0
    private var isComplete = true
    /// What `message` came with, while it is all that there is to know: the newest, and of the only slot.
    private var newest: Envelope?
    private var slots = Slots.none
    private var listeners: [(number: UInt64, body: (borrowing M, Envelope) -> Void)] = []

    /// Of which slots messages have come since the last snapshot.
    private enum Slots { case none, one(UInt32), many }

    var isHeard: Bool { !listeners.isEmpty }

    func add(_ number: UInt64, _ body: @escaping (borrowing M, Envelope) -> Void) { listeners.append((number, body)) }

    func remove(_ number: UInt64) { listeners.removeAll { $0.number == number } }

    override func read(
        _ envelope: inout Envelope, _ payload: Payload, _ driver: MessageDriver
    ) throws(CodecError) -> UInt64? {
        let base = held
        held = 0
        newest = nil
        try payload.read(&message, &envelope, driver)
        isComplete = !envelope.flags.contains(.delta) || base != 0 && base &+ 1 == envelope.seq
        return message.joinedFrom
    }

    override var isWhole: Bool { isComplete }

    override func deliver(_ envelope: Envelope) {
        held = envelope.seq
        keep(envelope)
        for listener in listeners { listener.body(message, envelope) }
    }

    override func forget() {
        newest = nil
        slots = .none
    }

    override func deliver(item: Item) {
        guard let message = item.payload as? M else { return }
        held = 0
        self.message = message
        keep(item.envelope)
        for listener in listeners { listener.body(message, item.envelope) }
    }

    /// Tells the newest to who has missed it. False if what is here is not all of it.
    func recall(_ body: (borrowing M, Envelope) -> Void) -> Bool {
        guard var newest else { return false }
        // It came as what changed; here it is whole.
        newest.flags.remove(.delta)
        body(message, newest)
        return true
    }

    private func keep(_ envelope: Envelope) {
        switch slots {
        case .none: slots = .one(message.slot)
        case .one(let slot): if slot != message.slot { slots = .many }
        case .many: return
        }
        if case .one = slots { newest = envelope }
    }
}

struct PortKey: Hashable {
    let channel: ChannelHandle
    let kind: UInt16
}
