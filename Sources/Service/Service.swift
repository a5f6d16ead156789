internal import HTTPHead
public import Lifeline
public import LifelineCore
internal import LifelineSession
internal import LifelineUV
internal import Roster
internal import WebSocketTransport

/// A server with sources, a clock, a page, logs and metrics: what `lifeline serve` runs, for embedding too.
///
/// ```swift
/// let service = try Service(options)
/// let places = try await service.start()
/// print(places.page)
/// await service.stop()
/// ```
public final class Service: Sendable {
    /// What `lifeline --version` says, and clients hear in `startup_complete`.
    public static let version: Name = "0.1.0"

    public let server: Server
    public let options: ServiceOptions
    private let core: ServiceCore
    private let log: Log

    /// Where a service is found.
    public struct Places: Sendable {
        /// What one opens in a browser: with the token, unless nobody needs one.
        public let page: String
        public let addresses: [Address]
        /// A file, for our own user alone, with the token for native clients. Nil if there is no folder for it.
        public let tokenFile: String?
    }

    /// Throws what is wrong with the options taken together.
    public init(_ options: ServiceOptions) throws(SettingFault) {
        try options.check()
        self.options = options
        let token = options.auth == .none ? nil : options.token ?? .random()
        log = Log(options.logLevel, options.logForm) { WallClock.now }
        core = ServiceCore(options, token, log)
        let others: any Authenticator = token.map { TokenAuthenticator($0) } ?? OpenAuthenticator()
        server = Server(
            Service.equipment(options, core), PeerUIDAuthenticator(others: others), token: token, options.hub,
            loops: options.loops)
        core.server = server
    }

    private static func equipment(_ options: ServiceOptions, _ core: ServiceCore) -> Equipment {
        .stock { webSocket in
            webSocket.origins = options.origins.compactMap { Origin($0) }
            webSocket.hosts = options.hosts.compactMap { Authority(naming: $0) }
            webSocket.openPaths = Routes.openPaths
            webSocket.routes = Routes(core: core).table
        }
    }

    /// Listens everywhere, and starts the clock. On a fault nothing is left open.
    public func start() async throws(TransportError) -> Places {
        do throws(TransportError) {
            let addresses = try await listen()
            let core = core
            await server.withHub { core.start($0) }
            let file = Folder.lifeline.flatMap { folder in server.token.flatMap { folder.keep($0) } }
            log.write(LogLine(.info, "serving").with("at", own: addresses.map(\.description).joined(separator: " ")))
            if let open = options.open.first {
                log.write(
                    LogLine(.warning, "others can connect").with("at", own: open)
                        .with("hint", own: "whoever is on the way reads along: nothing is encrypted"))
            }
            return Places(page: page(addresses), addresses: addresses, tokenFile: file)
        } catch {
            await server.shutdown()
            log.close()
            throw error
        }
    }

    /// Says goodbye to everybody, gives them time to read what waits, and ends.
    public func stop() async {
        let core = core
        await server.withHub { _ in core.stop() }
        await server.shutdown(within: options.drain)
        if let token = server.token { Folder.lifeline?.forget(token) }
        log.write(LogLine(.info, "stopped"))
        log.close()
    }

    public func status() async -> Status {
        let core = core
        let report = await Report.of(server)
        return await server.withHub { _ in core.status(report) }
    }

    /// One row for the terminal that logs go to: it stands below them until there is another, or an empty one.
    public func show(_ row: String) { log.show(row) }

    // MARK: Addresses

    private func listen() async throws(TransportError) -> [Address] {
        var addresses: [Address] = []
        var port = options.port
        for bind in options.binds {
            do throws(TransportError) {
                let host = bind.contains(":") ? "[\(bind)]" : bind
                let address = try await server.listen("ws://\(host):\(port)/ws")[0]
                if port == 0 { port = address.port ?? 0 }
                addresses.append(address)
            } catch  where error.reason == .unreachable && bind == "::1" && options.binds.count > 1 {
                log.write(LogLine(.info, "no IPv6 on this machine"))
            }
        }
        if let path = options.unix ?? Folder.lifeline.map({ "\($0.path)/lifeline.sock" }), !path.isEmpty {
            addresses += try await server.listen("unix:\(path)")
        }
        for address in options.listens { addresses += try await server.listen(address.description) }
        return addresses
    }

    private func page(_ addresses: [Address]) -> String {
        guard let address = addresses.first(where: { $0.scheme == "ws" }), let port = address.port else { return "" }
        // Where all addresses of a machine are listened at, its own is among them.
        let own = ["0.0.0.0": "127.0.0.1", "::": "::1"]
        let host = options.binds.first.map { own[$0] ?? $0 } ?? "127.0.0.1"
        let name = host.contains(":") ? "[\(host)]" : host
        return "http://\(name):\(port)/" + (server.token.map { "?token=\($0.storage)" } ?? "")
    }
}
