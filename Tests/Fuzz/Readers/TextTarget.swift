import FuzzKit
import WebSocketWire

enum TextTarget {
    /// The standard library's own opinion.
    static func isText(_ bytes: UnsafeRawBufferPointer) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

    static func run(_ input: UnsafeRawBufferPointer) {
        guard let split = Split(input) else { return }
        let isText = isText(split.whole)
        law(UTF8Check.isValid(split.whole) == isText, "judged otherwise than by the standard library")
        var check = UTF8Check()
        let goesOn = split.pieces.allSatisfy { check.take($0) }
        law((goesOn && check.isComplete) == isText, "judged otherwise in pieces")
    }
}
