/// A script: what clients say and do, each step ended by 0xFE 0xFF, which is no text and begins no frame.
struct Script {
    static let end: [UInt8] = [0xFE, 0xFF]
    /// So that one input stays quick.
    static let stepsMax = 64
    let steps: [UnsafeRawBufferPointer]

    init(_ input: UnsafeRawBufferPointer) {
        var steps: [UnsafeRawBufferPointer] = []
        var start = 0
        var at = 0
        while at + 1 < input.count, steps.count < Script.stepsMax {
            guard input[at] == 0xFE, input[at + 1] == 0xFF else {
                at += 1
                continue
            }
            steps.append(UnsafeRawBufferPointer(rebasing: input[start..<at]))
            at += 2
            start = at
        }
        if steps.count < Script.stepsMax { steps.append(UnsafeRawBufferPointer(rebasing: input[start...])) }
        self.steps = steps
    }
}
