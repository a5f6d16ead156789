package import LifelineCore
import BenchMessages
import CodecTestKit
import EnergyProfile

/// What is done with every type there is.
package protocol TypeVisitor {
    mutating func visit<M: Message>(_ type: M.Type) throws
}

/// Every message type there is.
package enum EveryType {
    package static var catalogue: Catalogue {
        .control + .energy + .every + Catalogue(messages: [BenchUpdate.self])
    }

    package static func visit<V: TypeVisitor>(_ v: inout V) throws {
        try visitNamed(&v)
        var named = Kinds()
        try visitNamed(&named)
        for type in catalogue.messages where !named.kinds.contains(type.kind) {
            func open<M: Message>(_ type: M.Type) throws { try v.visit(type) }
            try open(type)
        }
    }

    private struct Kinds: TypeVisitor {
        var kinds: Set<Kind> = []
        mutating func visit<M: Message>(_ type: M.Type) { kinds.insert(M.kind) }
    }

    /// Each by its name, so that the compiler makes code for each; one that is only in the catalogue takes more time.
    private static func visitNamed<V: TypeVisitor>(_ v: inout V) throws {
        try visitControl(&v)
        try v.visit(EnergyUpdate.self)
        try v.visit(EnergyField.self)
        try v.visit(TokenStream.self)
        try v.visit(InterferenceEvent.self)
        try v.visit(ResonanceEvent.self)
        try v.visit(RewardEvent.self)
        try v.visit(EveryField.self)
        try v.visit(EveryAbstractField.self)
        try v.visit(BenchUpdate.self)
    }

    private static func visitControl<V: TypeVisitor>(_ v: inout V) throws {
        try v.visit(Hello.self)
        try v.visit(Welcome.self)
        try v.visit(StartupComplete.self)
        try v.visit(ModelStatus.self)
        try v.visit(Heartbeat.self)
        try v.visit(Subscribe.self)
        try v.visit(Subscribed.self)
        try v.visit(Unsubscribe.self)
        try v.visit(Unsubscribed.self)
        try v.visit(Ack.self)
        try v.visit(Resync.self)
        try v.visit(Lag.self)
        try v.visit(SetCodec.self)
        try v.visit(CodecSet.self)
        try v.visit(Auth.self)
        try v.visit(Request.self)
        try v.visit(Reply.self)
        try v.visit(ErrorEvent.self)
        try v.visit(Goodbye.self)
        try v.visit(StateSnapshot.self)
    }
}
