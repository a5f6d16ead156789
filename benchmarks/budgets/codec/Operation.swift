/// Something with a budget.
struct Operation {
    let name: String
    /// Does it so many times.
    let run: (Int) -> Void
}
