/// What a client says in its hello that it can do, and the server in its welcome that it will: `caps`.
public enum Ability {
    /// States may come as deltas.
    public static let delta: Name = "delta"
}
