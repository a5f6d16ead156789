import FuzzKit

/// The readers of floors 0 and 1. A program of their own: libFuzzer looks through the counters of all code that is linked
/// after each input, which takes longer than these need to read one.
@main
enum Readers {
    static func main() {
        Fuzz.main([
            Target(name: "canary", about: "breaks its law at once: the fuzzer must find that", run: canary),
            Target(name: "head", about: "HTTP request heads, and who is let in", run: HeadTarget.request),
            Target(name: "answer", about: "HTTP answers to our own upgrade", run: HeadTarget.response),
            Target(name: "names", about: "Origin, Host and percent-coding", run: HeadTarget.names),
            Target(name: "wire", about: "WebSocket frames, for either role, in any split", run: WireTarget.run),
            Target(name: "text", about: "UTF-8, whole and in pieces", run: TextTarget.run),
            Target(name: "json", about: "JSON values of any kind", run: JSONTarget.run),
            Target(name: "splitter", about: "records out of a byte stream, in any split", run: SplitterTarget.run),
        ])
    }

    private static func canary(_ input: UnsafeRawBufferPointer) {
        law(!input.starts(with: "FUZZ".utf8), "this is the canary")
    }
}
