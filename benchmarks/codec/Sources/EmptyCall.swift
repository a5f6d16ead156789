/// What a message costs, in nanoseconds, in a pass that calls a C function which does nothing.
/// The peers' figures contain it; it is reported, not subtracted.
func emptyCall(_ messages: Int) -> Double {
    let nothing = Bystander.call
    let row = Row(name: "empty call", group: .binaryEncode, messages: messages, bytes: 0) {
        var total = 0
        for index in 0..<messages { total &+= nothing(nil, index) }
        precondition(total >= 0)
    }
    return Measurement(rows: [row], rounds: 11).figures()[0].nanoseconds
}

private enum Bystander {
    /// Behind a variable, as the peers are: the optimiser cannot see what will be called.
    nonisolated(unsafe) static var call: @convention(c) (UnsafeMutableRawPointer?, Int) -> Int = { _, index in index }
}
