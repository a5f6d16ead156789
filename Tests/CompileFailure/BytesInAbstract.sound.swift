import LifelineCore

struct Leak: Abstract {
    static let kind = Kind(0x400, "leak")
    var strength: Float = 0
    var field = Name()
    static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Leak, _ v: inout V) {
        v.field("strength", &m.strength)
        v.field("field", &m.field)
    }
}
