internal import FrameSources
internal import HTTPHead
internal import LifelineCore
internal import LifelineSession
internal import Lifeline
internal import LifelineUV
internal import WebSocketTransport

/// What plain requests get. Who may ask at all was decided before: `openPaths` need no token, everything else does.
struct Routes: Sendable {
    /// Nothing secret is in these: the page, its client, the schemas, and whether we are well.
    static let openPaths = ["/", "/healthz", "/readyz", "/favicon.ico"] + Asset.all.map(\.path).filter { $0 != "/" }

    let core: ServiceCore

    var table: RouteTable {
        var table = RouteTable()
        table.unauthorized = Routes.unauthorized
        for asset in Asset.all { add(asset.path, to: &table) { page(asset, $0) } }
        add("/favicon.ico", to: &table) { _ in HTTPResponse(.noContent) }
        add("/healthz", to: &table) { _ in Routes.text(.ok, "ok\n") }
        add("/readyz", to: &table) { _ in ready() }
        table.add("/metrics") { request, done in metrics(request, done) }
        table.add("/prompt") { request, done in atHome(request, done) { prompt(request) } }
        return table
    }

    /// A path to read, answered on the home loop.
    private func add(
        _ path: String, to table: inout RouteTable, _ answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) {
        table.add(path) { request, done in
            guard request.head.method != .post else { return done(Routes.onlyForReading) }
            atHome(request, done) { Routes.fresh(answer(request)) }
        }
    }

    private static var onlyForReading: HTTPResponse {
        text(.methodNotAllowed, "This path is for GET and HEAD.\n")
    }

    private static func fresh(_ response: HTTPResponse) -> HTTPResponse {
        var response = response
        response.headers.append("Cache-Control: no-store")
        return response
    }

    /// What a service knows is known at home; the answer is given where the request came in.
    private func atHome(
        _ request: HTTPRequest, _ done: @escaping (HTTPResponse) -> Void,
        _ body: @escaping @Sendable () -> HTTPResponse
    ) {
        guard let home = core.server?.loop else { return done(Routes.text(.unavailable, "stopping\n")) }
        if home === request.loop { return done(body()) }
        let done = LoopBound(done)
        home.post {
            let response = body()
            request.loop.post { done.value(response) }
        }
    }

    private static func text(_ status: HTTPResponse.Status, _ words: String) -> HTTPResponse {
        HTTPResponse(status, "text/plain; charset=utf-8", Array(words.utf8))
    }

    /// Scripts, styles and connections of our own only: what a model writes stays text.
    private static let policy: StaticString = """
        Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
        img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """

    private func page(_ asset: Asset, _ request: HTTPRequest) -> HTTPResponse {
        var response = HTTPResponse(.ok, asset.type, Array(asset.bytes))
        response.headers = [Routes.policy, "Referrer-Policy: no-referrer", "Cross-Origin-Resource-Policy: same-origin"]
        // Who opens the page with its token need not show it in an address again.
        if asset.path == "/", request.holder != nil { response.cookie = core.token }
        return response
    }

    /// Says in words what a browser would only number. Nothing of the request is in it, and no script.
    private static var unauthorized: HTTPResponse? {
        Asset.all.first { $0.path == "/client/unauthorized.html" }.map { asset in
            var response = HTTPResponse(.unauthorized, asset.type, Array(asset.bytes))
            response.headers = [
                """
                Content-Security-Policy: default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; \
                frame-ancestors 'none'
                """,
                "WWW-Authenticate: Bearer", "Referrer-Policy: no-referrer", "Cross-Origin-Resource-Policy: same-origin",
            ]
            return Routes.fresh(response)
        }
    }

    private func ready() -> HTTPResponse {
        core.isReady ? Routes.text(.ok, "ready\n") : Routes.text(.unavailable, "starting\n")
    }

    private func metrics(_ request: HTTPRequest, _ done: @escaping (HTTPResponse) -> Void) {
        guard request.head.method != .post else { return done(Routes.onlyForReading) }
        let (core, done) = (core, LoopBound(done))
        core.report { report in
            let text = core.metrics(report)
            request.loop.post {
                done.value(
                    Routes.fresh(HTTPResponse(.ok, "text/plain; version=0.0.4; charset=utf-8", Array(text.utf8))))
            }
        }
    }

    // MARK: Prompts

    private func prompt(_ request: HTTPRequest) -> HTTPResponse {
        guard request.head.method == .post else {
            return Routes.text(.methodNotAllowed, "Prompts are posted: {\"prompt\": \"why?\"}\n")
        }
        let prompt: Prompt
        do throws(CodecError) {
            prompt = try Prompt(body: request.body)
        } catch {
            return Routes.refusal(
                .badRequest, .badMessage,
                "send {\"prompt\": \"why?\", \"models\": [\"name\", …]}, the models if you like")
        }
        guard prompt.text.storage.utf8.count <= core.options.promptBytesMax else {
            return Routes.refusal(.badRequest, .tooLarge, "a prompt has at most \(core.options.promptBytesMax) bytes")
        }
        guard core.mayPrompt() else {
            return Routes.refusal(.tooManyRequests, .rateLimited, "too many prompts at once; try again in a second")
        }
        switch core.ensemble.prompt(prompt) {
        case .accepted(let streams):
            let list = streams.map(String.init).joined(separator: ",")
            return HTTPResponse(.accepted, "application/json", Array("{\"streams\":[\(list)]}\n".utf8))
        case .busy(let wait):
            let milliseconds = Int(wait.seconds * 1000)
            return Routes.refusal(
                .tooManyRequests, .unavailable, "the engine is busy; try again in \(milliseconds) ms")
        case .notTaken(let why): return Routes.refusal(.unavailable, .unavailable, why.storage)
        }
    }

    /// The same codes and names as on the wire. `words` are ours and need no escapes.
    private static func refusal(_ status: HTTPResponse.Status, _ fault: ProtocolFault, _ words: String) -> HTTPResponse
    {
        var quoted = ""
        for character in words { quoted += character == "\"" || character == "\\" ? "\\\(character)" : "\(character)" }
        let body = "{\"code\":\(fault.code),\"name\":\"\(fault.name)\",\"message\":\"\(quoted)\"}\n"
        return HTTPResponse(status, "application/json", Array(body.utf8))
    }
}
