public import Testing

/// One promise of `Link` or `Transport`, checked in any world. Each transport runs them all:
///
/// ```swift
/// @Test("A loopback link keeps its promises", arguments: LinkCheck.all, LinkCheck.Setting.all)
/// func conforms(check: LinkCheck, setting: LinkCheck.Setting) throws { try check.run(in: LoopbackWorld(setting)) }
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

    /// What is sent, and from which end.
    public struct Setting: Sendable, CustomTestStringConvertible {
        public let sample: Sampler
        public let near: Side

        public static let all = Sampler.all.flatMap { sample in Side.allCases.map { Setting(sample: sample, near: $0) }
        }

        /// Each sample once and each side once: enough for a second road to the same link.
        public static let opposites = Sampler.all.enumerated().map {
            Setting(sample: $0.element, near: Side.allCases[$0.offset % 2])
        }

        public var testDescription: String { "\(sample.name) from the side that \(near)" }
    }

    public static let all: [LinkCheck] = order + flow + reading + closing + cutting + leaking + listening
}
