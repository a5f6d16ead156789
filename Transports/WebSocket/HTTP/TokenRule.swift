/// What a request must show, and the port to whatever knows tokens.
public struct TokenRule: Sendable {
    /// When a request may come without a token. A wrong one is refused whenever a rule is in force.
    public enum Demand: Sendable, Hashable {
        /// Every request shows a token.
        case always
        /// An upgrade may come without and show it in its first message (`hello.auth`).
        case unlessUpgrade
        /// Nobody needs one: only by explicit wish.
        case never
    }

    public var demand: Demand
    /// Who holds this token, or nil. Compares in constant time; see `LaunchToken`.
    public var holder: @Sendable (UnsafeRawBufferPointer) -> Holder?

    /// The longest token that is looked at.
    public static let tokenBytesMax = 4096

    public init(_ demand: Demand, holder: @escaping @Sendable (UnsafeRawBufferPointer) -> Holder?) {
        self.demand = demand
        self.holder = holder
    }

    /// One token per launch.
    public static func launch(_ secret: LaunchToken, _ demand: Demand = .unlessUpgrade) -> TokenRule {
        TokenRule(demand) { secret.matches($0) ? Holder() : nil }
    }

    /// `--auth none`.
    public static let none = TokenRule(.never) { _ in nil }
}
