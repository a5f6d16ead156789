import EnergyProfile
import FuzzKit
import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import LoopbackTransport
import Roster

/// The production client, whose server says what the script says.
final class ClientTarget: LinkOwner {
    private static let address = Address(scheme: "loop", rest: "server")
    private let loop = SimLoop()
    private let transport = LoopbackTransport()
    private var listener: (any Listener)?
    private var link: (any Link)?
    private let sworn = RecordTarget(skips: false)

    func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {
        guard let codec = RecordTarget.repertoire.codec(form) else { return }
        RecordTarget.repertoire.codecs[codec].read(record, RecordTarget.vocabulary, CodecLimits(), sworn)
        law(sworn.faults.isEmpty, "what the client says is no record: \(sworn.faults)")
    }

    func drained() {}
    func closed(_ close: Close) { link = nil }

    static func run(_ input: UnsafeRawBufferPointer) {
        let world = ClientTarget()
        world.play(Script(input))
    }

    private func play(_ script: Script) {
        listener = try? transport.listen(ClientTarget.address, on: loop) { [unowned self] link in
            self.link = link
            link.owner = self
        }
        var options = ClientSession.Options()
        options.channels = [Energy.name, Council.name, Experience.name]
        let (loop, transport) = (loop, transport)
        let surroundings = Surroundings(
            wall: { Timestamp(microseconds: 1_692_300_000_000_000 + loop.now.nanoseconds / 1_000) },
            entropy: { 0x9E37_79B9_7F4A_7C15 })
        let line = Line(on: loop, RecordTarget.repertoire, surroundings, options) { done in
            transport.dial(ClientTarget.address, on: loop, done: done)
        }
        var heard = 0
        line.hear(Energy.self, EnergyUpdate.self) { _, _ in heard += 1 }
        line.hear(Experience.self, TokenStream.self) { _, _ in heard += 1 }
        line.start()
        var request = Request()
        request.method = "ask"
        var answers = 0
        line.request(request) { _ in answers += 1 }
        loop.run(for: .seconds(1))
        for step in script.steps { take(step) }
        law(answers <= 1, "\(answers) answers to one request")
        line.close()
        loop.run(for: .seconds(20))
        link?.close(.lost)
        listener?.close()
        loop.runUntilIdle(limit: 1 << 12)
    }

    private func take(_ step: UnsafeRawBufferPointer) {
        let number = step.count > 1 ? step[1] : 0
        switch step.first {
        case UInt8(ascii: "t"): loop.run(for: .milliseconds(Int(number) * 20))
        case UInt8(ascii: "x"): link?.close(number == 0 ? .lost : Close(4000 + UInt16(number)))
        case let first: _ = link?.send(copying: step, first == 0xFB ? .binary : .text)
        }
        loop.run(for: .milliseconds(1))
    }
}
