/// One thing that reads what a peer sends, and the law it keeps: it accepts, or refuses with a declared fault.
struct Target: Sendable {
    let name: String
    let about: String
    let run: @Sendable (UnsafeRawBufferPointer) -> Void

    /// The one that this process feeds. Set once, before the first input.
    nonisolated(unsafe) static var chosen: Target?

    static let all = [
        Target(name: "canary", about: "breaks its law at once: the fuzzer must find that", run: canary),
        Target(name: "head", about: "HTTP request heads, and who is let in", run: HeadTarget.request),
        Target(name: "answer", about: "HTTP answers to our own upgrade", run: HeadTarget.response),
        Target(name: "names", about: "Origin, Host and percent-coding", run: HeadTarget.names),
        Target(name: "wire", about: "WebSocket frames, for either role, in any split", run: WireTarget.run),
        Target(name: "text", about: "UTF-8, whole and in pieces", run: TextTarget.run),
        Target(name: "json", about: "JSON values of any kind", run: JSONTarget.run),
        Target(name: "records", about: "records of either codec, by every stock message", run: RecordTarget.run),
        Target(name: "same", about: "what one codec accepts means the same in the other", run: SameTarget.run),
        Target(name: "splitter", about: "records out of a byte stream, in any split", run: SplitterTarget.run),
        Target(name: "server", about: "a hub and its clients under any records", run: ServerTarget.run),
        Target(name: "client", about: "a client under any records of a server", run: ClientTarget.run),
        Target(name: "engine", about: "what an engine answers over HTTP, in any split", run: EngineTarget.run),
    ]

    private static func canary(_ input: UnsafeRawBufferPointer) {
        guard input.count >= 4 else { return }
        law(input.prefix(4) != "FUZZ".utf8, "this is the canary")
    }
}

/// What a target promises. Broken, it ends the process, and libFuzzer keeps the input.
func law(_ holds: Bool, _ words: @autoclosure () -> String) {
    guard holds else { fatalError("law broken: \(words())") }
}

extension UnsafeRawBufferPointer.SubSequence {
    fileprivate static func != (bytes: Self, text: String.UTF8View) -> Bool { !bytes.elementsEqual(text) }
}

/// The input cut as its first byte says, so that every split is tried without being written down.
struct Split {
    let whole: UnsafeRawBufferPointer
    let pieces: [UnsafeRawBufferPointer]
    /// What else the first byte decides.
    let bit: Bool

    /// Nil if there is nothing to cut.
    init?(_ input: UnsafeRawBufferPointer) {
        guard let first = input.first else { return nil }
        whole = UnsafeRawBufferPointer(rebasing: input.dropFirst())
        bit = first & 0x80 != 0
        let size = Int(first & 0x3F) + 1
        pieces = stride(from: 0, to: whole.count, by: size).map { [whole] start in
            UnsafeRawBufferPointer(rebasing: whole[start..<min(start + size, whole.count)])
        }
    }
}
