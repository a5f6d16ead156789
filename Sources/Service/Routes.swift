internal import FrameSources
internal import HTTPHead
internal import LifelineCore
internal import LifelineSession
internal import WebSocketTransport

/// What plain requests get. Who may ask at all was decided before: `openPaths` need no token, everything else does.
struct Routes {
    /// Nothing secret is in these: the page, its client, the schemas, and whether we are well.
    static let openPaths = ["/", "/healthz", "/readyz", "/favicon.ico"] + Asset.all.map(\.path).filter { $0 != "/" }

    let core: ServiceCore

    var table: RouteTable {
        var table = RouteTable()
        for asset in Asset.all {
            table.add(asset.path) { request, done in done(Routes.read(request) { page(asset, request) }) }
        }
        table.add("/favicon.ico") { request, done in done(Routes.read(request) { HTTPResponse(.noContent) }) }
        table.add("/healthz") { request, done in done(Routes.read(request) { Routes.text(.ok, "ok\n") }) }
        table.add("/readyz") { request, done in done(Routes.read(request) { ready() }) }
        table.add("/metrics") { request, done in done(Routes.read(request) { metrics() }) }
        table.add("/prompt") { request, done in done(prompt(request)) }
        return table
    }

    private static func read(_ request: HTTPRequest, _ answer: () -> HTTPResponse) -> HTTPResponse {
        guard request.head.method != .post else {
            return text(.methodNotAllowed, "This path is for GET and HEAD.\n")
        }
        var response = answer()
        response.headers.append("Cache-Control: no-store")
        return response
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

    private func ready() -> HTTPResponse {
        core.isReady ? Routes.text(.ok, "ready\n") : Routes.text(.unavailable, "starting\n")
    }

    private func metrics() -> HTTPResponse {
        HTTPResponse(.ok, "text/plain; version=0.0.4; charset=utf-8", Array(core.metrics.text.utf8))
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
