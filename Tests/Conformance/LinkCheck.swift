public import Testing

/// One promise of `Link` or `Transport`, checked in any world. Each transport runs them all:
///
/// ```swift
/// @Test("A loopback link keeps its promises", arguments: LinkCheck.all)
/// func conforms(check: LinkCheck) throws { try check.run(in: LoopbackWorld()) }
/// ```
public struct LinkCheck: Sendable, CustomTestStringConvertible {
    public let name: String
    private let body: @Sendable (any LinkWorld) throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (any LinkWorld) throws -> Void) {
        self.name = name
        self.body = body
    }

    public func run(in world: any LinkWorld) throws { try body(world) }

    public var testDescription: String { name }

    public static let all: [LinkCheck] = order + flow + reading + closing + leaking + listening
}
