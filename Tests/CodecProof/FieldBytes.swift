import CodecTestKit
package import LifelineCore

/// Whether two values are the same, field by field and bit by bit, and no codec involved.
package enum FieldBytes {
    package static func areSame<M: Message>(_ a: M, _ b: M) -> Bool { FieldDump.of(a) == FieldDump.of(b) }

    package static func areSame(_ a: Item, _ b: Item) -> Bool {
        a.envelope == b.envelope && of(a.payload) == of(b.payload)
    }

    private static func of(_ message: any Message) -> String {
        func open<M: Message>(_ message: M) -> String { FieldDump.of(message) }
        return open(message)
    }
}
