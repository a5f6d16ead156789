import CodecPeers
import Foundation

/// One C++ peer, opened on the corpus. It stays open until the program ends.
struct Peer {
    let name: String
    private let table: peer
    private let context: UnsafeMutableRawPointer
    /// Mean size of what it encodes; 0 if it cannot.
    private let bytes: Double

    private var isJSON: Bool { table.is_json != 0 }

    init(_ table: peer, input: PeerInput) throws {
        self.table = table
        name = String(cString: table.name)
        let opened = table.open(
            input.messages.baseAddress, input.lines.baseAddress, input.lineSizes.baseAddress, input.count)
        guard let opened else { throw Fault.library("\(name) does not open") }
        context = opened
        var total = 0
        if let encode = table.encode {
            for index in 0..<input.count { total += encode(context, index) }
        }
        bytes = Double(total) / Double(input.count)
    }

    /// Every decoder must give back exactly the messages, every JSON encoder text that Foundation reads as such.
    func check(_ corpus: Corpus) throws {
        if let decode = table.decode, let decoded = table.decoded {
            for (index, message) in corpus.messages.enumerated() {
                var out = peer_message()
                guard decode(context, index) == 0 else { throw fault("decode refuses", index) }
                decoded(context, &out)
                guard Message(out) == message else { throw fault("decode changes", index) }
            }
        }
        guard isJSON, let encode = table.encode, let encoded = table.encoded else { return }
        let decoder = JSONDecoder()
        for (index, message) in corpus.messages.enumerated() {
            let size = encode(context, index)
            guard let start = encoded(context),
                let back = try? decoder.decode(Message.self, from: Data(bytes: start, count: size))
            else { throw fault("encode garbles", index) }
            guard back == message else { throw fault("encode changes", index) }
        }
    }

    /// A pass calls the C function once a message: the call itself is part of the figure, see `emptyCall`.
    func rows(_ corpus: Corpus) -> [Row] {
        let count = corpus.messages.count
        let context = context
        var rows: [Row] = []
        if let encode = table.encode {
            rows.append(
                Row(name: name, group: isJSON ? .jsonEncode : .binaryEncode, messages: count, bytes: bytes) {
                    var total = 0
                    for index in 0..<count { total &+= encode(context, index) }
                    precondition(total > 0, "a pass over no messages measures nothing")
                })
        }
        if let decode = table.decode {
            let size = isJSON ? corpus.lineBytesMean : bytes
            rows.append(
                Row(name: name, group: isJSON ? .jsonDecode : .binaryDecode, messages: count, bytes: size) {
                    var failures: Int32 = 0
                    for index in 0..<count { failures |= decode(context, index) }
                    precondition(failures == 0, "a peer refused what it had decoded before")
                })
        }
        return rows
    }

    private func fault(_ what: String, _ message: Int) -> Fault {
        .mismatch(peer: name, what: what, message: message)
    }
}

extension Message {
    /// Nil if the peer made something no message can be.
    fileprivate init?(_ plain: peer_message) {
        let states: [State] = [.idle, .prefill, .decode, .done]
        guard Int(plain.state) < states.count else { return nil }
        let id = UnsafeRawBufferPointer(start: plain.model_id, count: Int(plain.model_id_len))
        let floats = UnsafeBufferPointer(start: plain.particles, count: 3 * Int(plain.particle_count))
        self.init(
            modelId: String(decoding: id, as: UTF8.self), frame: plain.frame, ts: plain.ts, energy: plain.energy,
            rate: plain.rate, total: plain.total, fps: plain.fps, tokens: Int(plain.tokens),
            state: states[Int(plain.state)],
            particles: stride(from: 0, to: floats.count, by: 3).map {
                Particle(x: floats[$0], y: floats[$0 + 1], z: floats[$0 + 2])
            })
    }
}
