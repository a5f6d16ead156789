// expect: error: type 'Leak' does not conform to protocol 'Abstract'
import LifelineCore

struct Leak: Abstract {
    static let kind = Kind(0x400, "leak")
    var field = Text()
    static func describe<V: Visitor & ~Copyable>(_ m: inout Leak, _ v: inout V) {
        v.field("field", &m.field)
    }
}
