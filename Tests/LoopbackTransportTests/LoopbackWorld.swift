import Conformance
import LifelineCore
import LifelineSimulation
import LoopbackTransport

/// Loopback links on a simulated loop: the quickest of all worlds.
final class LoopbackWorld: LinkWorld {
    let simulation = SimLoop()
    let setting: LinkCheck.Setting
    private let names = LoopbackTransport()
    private var addresses = 0

    init(_ setting: LinkCheck.Setting) { self.setting = setting }

    var loop: any Loop { simulation }

    func transport(_ limits: LinkLimits) -> any Transport { loopback(limits) }

    func loopback(_ limits: LinkLimits = LinkLimits()) -> LoopbackTransport {
        var transport = names
        transport.limits = limits
        return transport
    }

    func address() -> Address {
        addresses += 1
        return Address(scheme: "loop", rest: "test\(addresses)")
    }

    func turn(_ body: () -> Void) {
        withoutActuallyEscaping(body) { body in
            var ran = false
            simulation.post {
                body()
                ran = true
            }
            while !ran { simulation.step() }
        }
    }

    func run(for duration: Duration, until condition: () -> Bool) -> Bool {
        simulation.run(for: duration, until: condition)
    }

    // A waiting record weighs 32 bytes more than it has.
    let traits = LinkTraits(
        framing: 32...32, tellsCloses: true, systemBytesMax: 0, spell: .seconds(1), stall: .seconds(1),
        patience: .seconds(10), cycles: 10_000)
}
