public import LifelineCore
import LifelineUV
import WebSocketWire

/// The same records to many WebSockets: framed once per turn, whatever the number of those who get them, and shared.
///
/// Lives on one loop. Only for links that were accepted there.
public final class WebSocketBroadcast: TurnTask {
    private let loop: any Loop
    private var links: [WebSocketLink] = []
    private var places: [ObjectIdentifier: Int] = [:]
    private var frames = ByteSink(capacity: 4096)

    /// For nobody yet.
    public init(on loop: any Loop) { self.loop = loop }

    /// Links that were added and not removed, those that have closed among them.
    public var count: Int { links.count }

    /// From the next `publish` on it gets everything, until it is removed or has closed.
    public func add(_ link: WebSocketLink) {
        precondition(link.masks == nil, "a client masks each frame anew: broadcast from the accepting side")
        guard places[ObjectIdentifier(link)] == nil else { return }
        places[ObjectIdentifier(link)] = links.count
        links.append(link)
    }

    /// Nothing more for this link.
    public func remove(_ link: WebSocketLink) {
        guard let place = places.removeValue(forKey: ObjectIdentifier(link)), let last = links.popLast() else { return }
        guard last !== link else { return }
        links[place] = last
        places[ObjectIdentifier(last)] = place
    }

    /// To all who are here when the turn ends.
    public func publish(_ bytes: UnsafeRawBufferPointer, _ form: RecordForm) {
        guard !links.isEmpty else { return }
        if frames.count == 0 { loop.atTurnEnd(self) }
        frames.reserve(FrameHead.bytesMax + bytes.count)
        frames.cursor += FrameHead.write(Opcode(form), payload: bytes.count, to: frames.cursor)
        frames.append(bytes)
    }

    public func turnEnded() {
        let record = Record(copying: frames.bytes, .binary)
        frames.clear()
        for link in links { _ = link.send(framed: record) }
    }
}
