import CodecPeers
import Glibc

/// The C++ peers, loaded at run time. The library is never unloaded: rows call into it until the program ends.
struct PeerLibrary {
    let peers: [Peer]

    init(path: String, corpus: Corpus) throws {
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw Fault.library(dlerror().map { String(cString: $0) } ?? "\(path) cannot be loaded")
        }
        guard let symbol = dlsym(handle, "codec_peers") else {
            throw Fault.library("\(path) has no codec_peers; build it with build-peers")
        }
        typealias Roster = @convention(c) (UnsafeMutablePointer<Int>?) -> UnsafePointer<peer>?
        // Sound as long as peers.h and the library agree: both come from the same folder.
        let roster = unsafeBitCast(symbol, to: Roster.self)
        var count = 0
        let first = roster(&count)
        let input = PeerInput(corpus)
        peers = try UnsafeBufferPointer(start: first, count: count).map { try Peer($0, input: input) }
    }
}
