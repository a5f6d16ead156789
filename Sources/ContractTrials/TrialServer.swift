internal import Glibc
public import Lifeline
public import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// A server of this process with a WebSocket and a Unix socket, for trials.
public final class TrialServer: Sendable {
    public let server: Server
    public let webSocket: Address
    public let unixSocket: Address
    public let equipment: Equipment
    /// Sees every record that one client of a trial gets.
    public typealias Witness = @Sendable (UnsafeRawBufferPointer, RecordForm) -> Void
    let witness: Witness?
    private let folder: String

    /// How clients come.
    public enum Way: String, Sendable, CaseIterable {
        case webSocket = "WebSocket"
        case unixSocket = "Unix socket"
    }

    /// With room for so many clients, spread over so many loops.
    public init(_ equipment: Equipment, clientsMax: Int = 64, loops: Int = 1, witness: Witness? = nil)
        async throws(TransportError)
    {
        Holdings.allowDescriptors()
        var options = HubOptions()
        // Each loop takes its part.
        options.connectionsMax = clientsMax + 64 * loops
        options.pendingMax *= loops
        self.equipment = equipment
        self.witness = witness
        server = Server(equipment, options, loops: loops)
        folder = "/tmp/lifeline-trial-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let addresses = try await server.listen("ws://127.0.0.1:0/ws", "unix:\(folder)/trial.sock")
        webSocket = addresses[0]
        unixSocket = addresses[1]
        await server.ready(model: "trial", tier: .low)
    }

    public func address(_ way: Way) -> Address { way == .webSocket ? webSocket : unixSocket }

    public func close() async {
        await server.shutdown()
        rmdir(folder)
    }

    /// What the server's first thread has used of the processor.
    func processor() async -> Duration { await server.loop.perform { Clocks.thread } }
}
