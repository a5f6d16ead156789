/// One thing that reads what a peer sends, and the law it keeps: it accepts, or refuses with a declared fault.
package struct Target: Sendable {
    let name: String
    let about: String
    let run: @Sendable (UnsafeRawBufferPointer) -> Void

    /// The one that this process feeds. Set once, before the first input.
    nonisolated(unsafe) static var chosen: Target?

    package init(name: String, about: String, run: @escaping @Sendable (UnsafeRawBufferPointer) -> Void) {
        self.name = name
        self.about = about
        self.run = run
    }
}

/// What a target promises. Broken, it ends the process, and libFuzzer keeps the input.
package func law(_ holds: Bool, _ words: @autoclosure () -> String) {
    guard holds else { fatalError("law broken: \(words())") }
}
