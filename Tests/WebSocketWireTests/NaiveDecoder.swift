@testable import WebSocketWire

/// RFC 6455 as slowly and plainly as possible: the whole stream at once, copies everywhere, the standard library's
/// UTF-8. Says what `WebSocketWire` must say.
struct NaiveDecoder {
    let isServer: Bool
    let limits: WireLimits
    var said: [Said] = []
    private var form: UInt8 = 0
    private var message: [UInt8] = []
    private var fragments = 0

    static func hears(_ bytes: [UInt8], _ role: WebSocketWire.Role, _ limits: WireLimits) -> [Said] {
        var decoder = NaiveDecoder(isServer: role == .server, limits: limits)
        decoder.run(bytes)
        return decoder.said
    }

    private init(isServer: Bool, limits: WireLimits) {
        self.isServer = isServer
        self.limits = limits
    }

    private mutating func run(_ bytes: [UInt8]) {
        var at = 0
        while at < bytes.count {
            guard let used = frame(Array(bytes[at...])) else { return }
            at += used
        }
    }

    /// The length of the frame, or nil if it was the last or is not whole.
    private mutating func frame(_ b: [UInt8]) -> Int? {
        func fault(_ fault: WireFault) -> Int? { said.append(.fault(fault)); return nil }
        let opcode = b[0] & 15
        let fin = b[0] >= 128
        let isControl = opcode >= 8
        if b[0] & 0x70 != 0 { return fault(.reservedBits) }
        if ![0, 1, 2, 8, 9, 10].contains(opcode) { return fault(.reservedOpcode) }
        if isControl && !fin { return fault(.controlFragmented) }
        if opcode == 0 && form == 0 { return fault(.continuationUnexpected) }
        if (opcode == 1 || opcode == 2) && form != 0 { return fault(.continuationMissing) }
        guard b.count > 1 else { return nil }
        if (b[1] >= 128) != isServer { return fault(isServer ? .maskMissing : .maskUnexpected) }
        var head = 2
        var length = UInt64(b[1] & 127)
        if isControl && length > 125 { return fault(.controlTooLong) }
        if length == 126 {
            guard b.count >= 4 else { return nil }
            length = UInt64(b[2]) * 256 + UInt64(b[3])
            head = 4
            if length < 126 { return fault(.lengthNotMinimal) }
        } else if length == 127 {
            guard b.count >= 10 else { return nil }
            if b[2] >= 128 { return fault(.lengthTopBit) }
            length = b[2..<10].reduce(0) { $0 * 256 + UInt64($1) }
            head = 10
            if length < 65536 { return fault(.lengthNotMinimal) }
        }
        if !isControl {
            if length > UInt64(limits.messageBytesMax) || Int(length) + message.count > limits.messageBytesMax {
                return fault(.messageTooLarge)
            }
            fragments += 1
            if fragments > limits.fragmentsFree + (message.count + Int(length)) / 16 { return fault(.fragmentsTooMany) }
            if opcode != 0 { form = opcode }
        }
        var key: [UInt8] = [0, 0, 0, 0]
        if isServer {
            guard b.count >= head + 4 else { return nil }
            key = Array(b[head..<head + 4])
            head += 4
        }
        var payload: [UInt8] = []
        for i in 0..<min(Int(length), b.count - head) { payload.append(b[head + i] ^ key[i % 4]) }
        let isWhole = payload.count == Int(length)
        if isControl {
            guard isWhole else { return nil }
            if opcode == 9 { said.append(.ping(payload)) }
            if opcode == 10 { said.append(.pong(payload)) }
            if opcode == 8 { return close(payload) }
            return head + payload.count
        }
        message += payload
        if form == 1 && !NaiveDecoder.mayBecomeText(message) { return fault(.textInvalid) }
        guard isWhole else { return nil }
        if fin {
            if form == 1 && String(validating: message, as: UTF8.self) == nil { return fault(.textInvalid) }
            said.append(form == 1 ? .text(message) : .binary(message))
            (form, message, fragments) = (0, [], 0)
        }
        return head + payload.count
    }

    private mutating func close(_ payload: [UInt8]) -> Int? {
        if payload.isEmpty { said.append(.close(1005, [])); return nil }
        if payload.count == 1 { said.append(.fault(.closeTooShort)); return nil }
        let code = UInt16(payload[0]) * 256 + UInt16(payload[1])
        let reserved: Set<UInt16> = [1004, 1005, 1006, 1015]
        let isGood = (1000...1014).contains(code) && !reserved.contains(code) || (3000...4999).contains(code)
        let reason = Array(payload[2...])
        if !isGood {
            said.append(.fault(.closeCodeInvalid))
        } else if String(validating: reason, as: UTF8.self) == nil {
            said.append(.fault(.closeReasonInvalid))
        } else {
            said.append(.close(code, reason))
        }
        return nil
    }

    /// True if some bytes could follow that make it valid: tried out with every kind of second, third and fourth byte.
    static func mayBecomeText(_ bytes: [UInt8]) -> Bool {
        func isValid(_ b: [UInt8]) -> Bool { String(validating: b, as: UTF8.self) != nil }
        if isValid(bytes) { return true }
        let tails: [UInt8] = [0x80, 0x90, 0xA0, 0xBF]
        for a in tails {
            if isValid(bytes + [a]) { return true }
            for b in tails where isValid(bytes + [a, b]) || isValid(bytes + [a, b, 0x80]) { return true }
        }
        return false
    }
}
