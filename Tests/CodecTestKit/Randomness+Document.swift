internal import LifelineCore
internal import LifelineSimulation

// Canonical JSON, written by the rules and not by a codec: RFC 8785 without its sorting of keys.
extension Randomness {
    mutating func document() -> Document {
        var json: [UInt8] = []
        if chance(0.7) { object(depth: 1, &json) } else { value(depth: 1, &json) }
        return Document(canonical: json)
    }

    private static let depthMax = 6

    private mutating func value(depth: Int, _ json: inout [UInt8]) {
        switch range(0...(depth <= Randomness.depthMax ? 6 : 4)) {
        case 0: json += pick(["null", "true", "false"]).utf8
        case 1, 2: json += number().utf8
        case 3, 4: string(text(), &json)
        case 5: array(depth: depth, &json)
        default: object(depth: depth, &json)
        }
    }

    private mutating func array(depth: Int, _ json: inout [UInt8]) {
        json.append(UInt8(ascii: "["))
        for n in 0..<range(0...4) {
            if n > 0 { json.append(UInt8(ascii: ",")) }
            value(depth: depth + 1, &json)
        }
        json.append(UInt8(ascii: "]"))
    }

    private mutating func object(depth: Int, _ json: inout [UInt8]) {
        var keys: Set<[UInt8]> = []
        json.append(UInt8(ascii: "{"))
        for _ in 0..<range(0...4) {
            let key = chance(0.7) ? words(Name.self) : text()
            guard keys.insert(Array(key.utf8)).inserted else { continue }
            if keys.count > 1 { json.append(UInt8(ascii: ",")) }
            string(key, &json)
            json.append(UInt8(ascii: ":"))
            value(depth: depth + 1, &json)
        }
        json.append(UInt8(ascii: "}"))
    }

    /// As ECMAScript prints it, for numbers whose digits are plain to see.
    private mutating func number() -> String {
        let sign = chance(0.3) ? "-" : ""
        switch range(0...3) {
        case 0:
            return pick(["0", "1", "-1", "9007199254740991", "-9007199254740991", "1e-7", "0.000001", "5e-324", "0.1"])
        case 1:
            let integer = integer(max: Shape.u53Max)
            return integer == 0 ? "0" : "\(sign)\(integer)"
        case 2: return "\(sign)\(range(0...9_999)).\(range(0...9))\(range(1...9))"
        default: return "\(sign)\(range(0...9_999)).\(range(1...9))"
        }
    }

    private func string(_ text: String, _ json: inout [UInt8]) {
        json.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): json += "\\\"".utf8
            case UInt8(ascii: "\\"): json += "\\\\".utf8
            case 0x08: json += "\\b".utf8
            case 0x09: json += "\\t".utf8
            case 0x0A: json += "\\n".utf8
            case 0x0C: json += "\\f".utf8
            case 0x0D: json += "\\r".utf8
            case 0..<0x10: json += "\\u000\(String(byte, radix: 16))".utf8
            case 0x10..<0x20: json += "\\u00\(String(byte, radix: 16))".utf8
            default: json.append(byte)
            }
        }
        json.append(UInt8(ascii: "\""))
    }
}
