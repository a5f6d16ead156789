// A client in five lines: shows the energy of a server on this machine. The token is the first argument.
import EnergyProfile
import Lifeline
import LifelineCore
import Roster

let client = try await Client.connect("ws://127.0.0.1:8145/ws", token: Secret(CommandLine.arguments.last ?? ""))
for await update in client.channel(Energy.self).messages(EnergyUpdate.self) {
    print(String(repeating: "▮", count: Int(update.level * 40)))
}
