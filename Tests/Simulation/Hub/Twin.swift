internal import LifelineCore
internal import LifelineSimulation

/// Somebody who comes in with another client's session, as a copied tab does: the server ends the other for it. It
/// answers nothing, so it is not there for long.
final class Twin: LinkOwner {
    private var link: (any Link)?

    init(_ session: Name, _ world: HubWorld) {
        world.transport.dial(HubWorld.address, on: world.loop) { result in
            guard case .success(let link) = result else { return }
            link.owner = self
            self.link = link
            let payload = #"{"client":"twin","channels":[],"session":"\#(session)"}"#
            var hello = #"{"channel":"system","type":"hello","ts":0,"payload":\#(payload)}"#
            hello.withUTF8 { _ = link.send(copying: UnsafeRawBufferPointer($0), .text) }
        }
    }

    func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {}
    func drained() {}
    func closed(_ close: Close) { link = nil }
}
