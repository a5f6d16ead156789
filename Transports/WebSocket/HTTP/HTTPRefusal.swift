/// Why a request gets no more than an answer. Each has one status and one fixed text: what is wrong, and what to do.
public enum HTTPRefusal: UInt8, Error, Sendable, Hashable, CaseIterable {
    case malformed, hostMissing, hostRepeated, lengthMalformed, bodyUnexpected
    case credentialMalformed, upgradeMalformed, keyMalformed, subprotocolsMalformed
    case tokenMissing, tokenWrong
    case hostForbidden, originForbidden
    case pathUnknown
    case methodUnknown
    case bodyTooLarge
    case upgradeMissing, versionUnsupported
    case headTooLarge, fieldsTooMany
    case transferEncodingUnsupported
    case httpVersionUnsupported
}

extension HTTPRefusal {
    public var status: Int {
        switch self {
        case .malformed, .hostMissing, .hostRepeated, .lengthMalformed, .bodyUnexpected: 400
        case .credentialMalformed, .upgradeMalformed, .keyMalformed, .subprotocolsMalformed: 400
        case .tokenMissing, .tokenWrong: 401
        case .hostForbidden, .originForbidden: 403
        case .pathUnknown: 404
        case .methodUnknown: 405
        case .bodyTooLarge: 413
        case .upgradeMissing, .versionUnsupported: 426
        case .headTooLarge, .fieldsTooMany: 431
        case .transferEncodingUnsupported: 501
        case .httpVersionUnsupported: 505
        }
    }

    /// The body of the answer, and what a log may say. Nothing of the request is in it.
    public var text: StaticString {
        switch self {
        case .malformed: "This is not a well-formed HTTP/1.1 head. Send lines that end in CR LF, and no folded ones."
        case .hostMissing: "The Host header is missing. Send exactly one."
        case .hostRepeated: "There is more than one Host header. Send exactly one."
        case .lengthMalformed: "Content-Length is not one plain number. Send one, in decimal digits."
        case .bodyUnexpected: "Only a POST may have a body. Leave Content-Length out."
        case .credentialMalformed:
            "The token in the query is doubled, too long or wrongly encoded. Send it once, percent-encoded."
        case .upgradeMalformed:
            "This is not a WebSocket upgrade. Send GET with Connection: Upgrade and Upgrade: websocket, once."
        case .keyMalformed: "Sec-WebSocket-Key is not the base64 of 16 bytes. Send exactly one such header."
        case .subprotocolsMalformed: "Sec-WebSocket-Protocol is not a list of names. Separate them by commas."
        case .tokenMissing: "A token is needed. Open the address printed at start, or send Authorization: Bearer."
        case .tokenWrong: "This token is not valid, or no longer. Open the address printed at the latest start."
        case .hostForbidden:
            "This host name is not served. Use localhost, 127.0.0.1 or [::1] and the port, or configure the name."
        case .originForbidden: "Pages of this origin may not connect. Add it to the allowed origins."
        case .pathUnknown: "There is nothing at this path."
        case .methodUnknown: "This method is not served. Use GET, HEAD or POST."
        case .bodyTooLarge: "The body is too large. Send less."
        case .upgradeMissing: "This path speaks WebSocket. Send a WebSocket upgrade."
        case .versionUnsupported: "This WebSocket version is not spoken. Use version 13."
        case .headTooLarge: "The request head is too large. Send fewer or shorter headers or cookies."
        case .fieldsTooMany: "There are too many headers. Send fewer."
        case .transferEncodingUnsupported: "Transfer-Encoding is not supported. Send Content-Length instead."
        case .httpVersionUnsupported: "This HTTP version is not spoken. Use HTTP/1.1."
        }
    }

    private var phrase: StaticString {
        switch status {
        case 400: "400 Bad Request"
        case 401: "401 Unauthorized"
        case 403: "403 Forbidden"
        case 404: "404 Not Found"
        case 405: "405 Method Not Allowed"
        case 413: "413 Content Too Large"
        case 426: "426 Upgrade Required"
        case 431: "431 Request Header Fields Too Large"
        case 501: "501 Not Implemented"
        default: "505 HTTP Version Not Supported"
        }
    }

    private var extra: StaticString {
        switch status {
        case 401: "WWW-Authenticate: Bearer\r\nConnection: close\r\n"
        case 405: "Allow: GET, HEAD, POST\r\nConnection: close\r\n"
        case 426: "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nConnection: close, Upgrade\r\n"
        default: "Connection: close\r\n"
        }
    }

    /// Room that every answer fits.
    public static let answerBytesMax = 512

    /// Writes the whole answer, after which the connection closes. Returns its length, or nil if it does not fit:
    /// `answerBytesMax` bytes always do. A HEAD gets the head alone.
    public func write(to target: UnsafeMutableRawBufferPointer, withBody: Bool = true) -> Int? {
        var writer = HeadWriter(target)
        writer.put("HTTP/1.1 ")
        writer.put(phrase)
        writer.put("\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ")
        writer.put(decimal: text.utf8CodeUnitCount + 1)
        writer.put("\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n")
        writer.put(extra)
        writer.put("\r\n")
        if withBody {
            writer.put(text)
            writer.put("\n")
        }
        return writer.written
    }
}
