package import LifelineCore

/// The fields of a message by name, in their order: bit i of a frame's presence is the i-th of these.
package struct Members: Visitor {
    package private(set) var names: [String] = []

    package static func of<M: Message>(_ type: M.Type) -> [String] {
        var message = M()
        var members = Members()
        M.describe(&message, &members)
        return members.names
    }

    /// Where `"name":value` of each member of a JSON object lies, without its comma. `start` is on the brace.
    package static func split(_ text: [UInt8], from start: Int) -> (members: [(String, Range<Int>)], end: Int) {
        var members: [(String, Range<Int>)] = []
        var (depth, member, at) = (0, start + 1, start)
        while at < text.count {
            switch text[at] {
            case UInt8(ascii: "\""):
                at += 1
                while text[at] != UInt8(ascii: "\"") { at += text[at] == UInt8(ascii: "\\") ? 2 : 1 }
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            let isEnd = depth == 0
            if isEnd || (depth == 1 && text[at] == UInt8(ascii: ",")), member < at {
                let name = text[(member + 1)...].prefix { $0 != UInt8(ascii: "\"") }
                members.append((String(decoding: name, as: UTF8.self), member..<at))
                member = at + 1
            }
            if isEnd { break }
            at += 1
        }
        return (members, at)
    }

    package mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) { names.append("\(key)") }
    package mutating func field<W: Words>(_ key: StaticString, _ value: inout W) { names.append("\(key)") }
    package mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) { names.append("\(key)") }
    package mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) { names.append("\(key)") }
    package mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) { names.append("\(key)") }
    package mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) { names.append("\(key)") }
    package mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) { names.append("\(key)") }
    package mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) { names.append("\(key)") }
    package mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) { names.append("\(key)") }
    package mutating func field(_ key: StaticString, _ value: inout Bytes) { names.append("\(key)") }
    package mutating func field(_ key: StaticString, _ value: inout Document) { names.append("\(key)") }
    package mutating func field(_ key: StaticString, _ value: inout Document?) { names.append("\(key)") }
    package mutating func field(_ key: StaticString, _ items: inout [Item]) { names.append("\(key)") }
}
