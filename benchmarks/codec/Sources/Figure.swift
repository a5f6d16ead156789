/// What was measured of one row.
struct Figure {
    struct Ratio {
        let reference: String
        /// Of the per-round ratios.
        let lower: Double
        let median: Double
        let upper: Double
    }

    let name: String
    let group: Group
    let bytes: Double
    /// Median over the rounds, per message.
    let nanoseconds: Double
    /// One for each reference of the group that was measured, in the group's order.
    let ratios: [Ratio]
}
