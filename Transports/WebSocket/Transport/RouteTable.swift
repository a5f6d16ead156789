public import HTTPHead
public import LifelineCore
public import LifelineUV

/// Answers to plain requests, by path. The connection closes after each answer.
public struct RouteTable {
    /// Calls its second argument once, now or in a later turn of the loop.
    public typealias Route = (HTTPRequest, @escaping (HTTPResponse) -> Void) -> Void

    private var routes: [String: Route] = [:]
    private var prefixes: [(prefix: String, route: Route)] = []
    /// What a person reads who opens an address with a wrong token, or none, as its status says. Nil, and all who do not
    /// ask for HTML: plain words.
    public var unauthorized: HTTPResponse?

    public init() {}

    /// For exactly this path; for everything below it if it ends with `/` and is longer than that.
    public mutating func add(_ path: String, _ route: @escaping Route) {
        if path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") {
            prefixes.append((path, route))
        } else {
            routes[path] = route
        }
    }

    func route(for path: String) -> Route? {
        routes[path] ?? prefixes.first { path.hasPrefix($0.prefix) }?.route
    }
}

/// A request that is no upgrade, after all checks.
public struct HTTPRequest: Sendable {
    /// Method, query and fields, as they came.
    public let head: RequestHead
    /// What stands before the `?`, as it came: nothing in it is decoded.
    public let path: String
    /// Where it came in, and where the answer has to be given.
    public let loop: EventLoop
    /// Who asks, if a token was shown.
    public let holder: Holder?
    /// All of it, at most 64 KiB; empty if there is none.
    public internal(set) var body: [UInt8] = []
}

/// What goes back. Its head is made of our own words only.
public struct HTTPResponse: Sendable {
    /// The status codes that are answered here.
    public enum Status: Int, Sendable {
        /// Here is what was asked for.
        case ok = 200
        /// Taken: what comes of it is told elsewhere.
        case accepted = 202
        /// Done, and there is nothing to say.
        case noContent = 204
        /// The request is not what this path takes.
        case badRequest = 400
        /// No token was shown, or a wrong one.
        case unauthorized = 401
        /// There is nothing at this path.
        case notFound = 404
        /// This path takes another method.
        case methodNotAllowed = 405
        /// Too much at once: try again later.
        case tooManyRequests = 429
        /// The fault is on our side.
        case internalError = 500
        /// Not yet, or no more: starting, stopping, or without an engine.
        case unavailable = 503

        var phrase: StaticString {
            switch self {
            case .ok: "200 OK"
            case .accepted: "202 Accepted"
            case .noContent: "204 No Content"
            case .badRequest: "400 Bad Request"
            case .unauthorized: "401 Unauthorized"
            case .notFound: "404 Not Found"
            case .methodNotAllowed: "405 Method Not Allowed"
            case .tooManyRequests: "429 Too Many Requests"
            case .internalError: "500 Internal Server Error"
            case .unavailable: "503 Service Unavailable"
            }
        }
    }

    /// What the answer says of the request.
    public var status: Status
    /// "text/html; charset=utf-8".
    public var type: StaticString
    /// What follows the head, as it is; left out where the request is a HEAD.
    public var body: [UInt8]
    /// More header lines, each of our own words and without its line end.
    public var headers: [StaticString] = []
    /// Handed to the page that shows this, for our own address alone and out of its scripts' sight: the token it came with.
    public var cookie: Secret?

    public init(_ status: Status, _ type: StaticString = "text/plain; charset=utf-8", _ body: [UInt8] = []) {
        self.status = status
        self.type = type
        self.body = body
    }

    func bytes(withBody: Bool) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(256 + (withBody ? body.count : 0))
        func put(_ words: StaticString) {
            text.append(contentsOf: UnsafeBufferPointer(start: words.utf8Start, count: words.utf8CodeUnitCount))
        }
        put("HTTP/1.1 ")
        put(status.phrase)
        put("\r\nContent-Type: ")
        put(type)
        put("\r\nContent-Length: ")
        text.append(contentsOf: String(body.count).utf8)
        put("\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n")
        for header in headers {
            put(header)
            put("\r\n")
        }
        if let cookie {
            put("Set-Cookie: lifeline=")
            // A secret has identifier characters alone: none that a header or a cookie could trip over.
            text.append(contentsOf: cookie.storage.utf8)
            put("; Path=/; HttpOnly; SameSite=Strict\r\n")
        }
        put("\r\n")
        if withBody { text.append(contentsOf: body) }
        return text
    }
}
