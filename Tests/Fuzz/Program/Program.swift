import FuzzKit

/// What needs the whole library: codecs with every stock message, and both ends of a connection.
@main
enum Program {
    static func main() {
        Fuzz.main([
            Target(name: "records", about: "records of either codec, by every stock message", run: RecordTarget.run),
            Target(name: "same", about: "what one codec accepts means the same in the other", run: SameTarget.run),
            Target(name: "server", about: "a hub and its clients under any records", run: ServerTarget.run),
            Target(name: "client", about: "a client under any records of a server", run: ClientTarget.run),
            Target(name: "engine", about: "what an engine answers over HTTP, in any split", run: EngineTarget.run),
        ])
    }
}
