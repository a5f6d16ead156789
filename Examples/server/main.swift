// A server in ten lines: an engine's energy at 60 Hz, for whoever shows the token.
import EnergyProfile
import Lifeline
import LifelineCore
import Roster

let server = Server(.stock)
let address = try await server.listen("ws://127.0.0.1:8145/ws")[0]
print("lifeline watch '\(address)' --token \(server.token?.storage ?? "")")
await server.ready(model: "toy-1b", tier: .low)
for await tick in server.ticks(hertz: 60) {
    var update = EnergyUpdate()
    update.level = Float(tick.index % 60) / 60
    server.channel(Energy.self).publish(update)
}
