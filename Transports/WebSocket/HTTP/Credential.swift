/// Finds a token in a request: `Authorization: Bearer …`, `?token=…` or the cookie `lifeline=…`.
///
/// A browser sends an old cookie beside a new query, so the first valid one counts. At most `attemptsMax` are tried.
struct Credential {
    enum Finding {
        case none
        case held(by: Holder)
        case wrong
        case malformed
    }

    static let attemptsMax = 4

    private let rule: TokenRule
    private var attempts = 0
    private var holder: Holder?

    static func look(in head: RequestHead, _ rule: TokenRule) -> Finding {
        if case .never = rule.demand { return .none }
        var search = Credential(rule: rule)
        search.bearer(head)
        switch head.queryValue("token", bytesMax: TokenRule.tokenBytesMax) {
        case .absent: break
        case .malformed: return .malformed
        case .value(let token): token.withUnsafeBytes { search.attempt($0) }
        }
        search.cookies(head)
        if let holder = search.holder { return .held(by: holder) }
        return search.attempts == 0 ? .none : .wrong
    }

    private init(rule: TokenRule) { self.rule = rule }

    private mutating func attempt(_ token: UnsafeRawBufferPointer) {
        guard holder == nil, attempts < Credential.attemptsMax else { return }
        attempts &+= 1
        if !token.isEmpty, token.count <= TokenRule.tokenBytesMax { holder = rule.holder(token) }
    }

    private mutating func bearer(_ head: RequestHead) {
        head.fields.forEach("authorization") { value in
            let cut = value.firstIndex(of: 0x20) ?? value.count
            guard ASCIIText.equals(UnsafeRawBufferPointer(rebasing: value[..<cut]), lowercase: "bearer") else { return }
            attempt(ASCIIText.trimmed(UnsafeRawBufferPointer(rebasing: value[cut...])))
        }
    }

    private mutating func cookies(_ head: RequestHead) {
        head.fields.forEach("cookie") { value in
            var pairs = ListWalk(value, separator: UInt8(ascii: ";"))
            while let pair = pairs.next() {
                let cut = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.count
                guard cut < pair.count, ASCIIText.equals(UnsafeRawBufferPointer(rebasing: pair[..<cut]), "lifeline")
                else {
                    continue
                }
                attempt(UnsafeRawBufferPointer(rebasing: pair[(cut &+ 1)...]))
            }
        }
    }
}
