import CodecPeers

/// The corpus as C structs, for as long as `open` looks at it.
///
/// Invariant: every pointer in `messages` and `lines` points into memory allocated here and freed in `deinit`.
final class PeerInput {
    let messages: UnsafeMutableBufferPointer<peer_message>
    let lines: UnsafeMutableBufferPointer<UnsafePointer<CChar>?>
    let lineSizes: UnsafeMutableBufferPointer<UInt32>
    private var owned: [UnsafeMutableRawBufferPointer] = []

    var count: Int { messages.count }

    init(_ corpus: Corpus) {
        messages = .allocate(capacity: corpus.messages.count)
        lines = .allocate(capacity: corpus.lines.count)
        lineSizes = .allocate(capacity: corpus.lines.count)
        for (index, message) in corpus.messages.enumerated() {
            messages.initializeElement(at: index, to: plain(message))
        }
        for (index, line) in corpus.lines.enumerated() {
            lines.initializeElement(at: index, to: copy(line).assumingMemoryBound(to: CChar.self))
            lineSizes.initializeElement(at: index, to: UInt32(line.count))
        }
    }

    deinit {
        for memory in owned { memory.deallocate() }
        messages.deallocate()
        lines.deallocate()
        lineSizes.deallocate()
    }

    private func plain(_ message: Message) -> peer_message {
        let id = Array(message.modelId.utf8)
        let floats = message.particles.flatMap { [$0.x, $0.y, $0.z] }
        return peer_message(
            model_id: copy(id).assumingMemoryBound(to: CChar.self), model_id_len: UInt32(id.count),
            frame: message.frame, ts: message.ts, energy: message.energy, rate: message.rate, total: message.total,
            fps: message.fps, tokens: Int64(message.tokens), state: message.state.number,
            particles: copy(floats).assumingMemoryBound(to: Float.self),
            particle_count: UInt32(message.particles.count))
    }

    private func copy<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafeRawPointer {
        let size = max(1, elements.count * MemoryLayout<Element>.stride)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        elements.withUnsafeBytes { memory.copyMemory(from: $0) }
        owned.append(memory)
        return UnsafeRawPointer(memory.baseAddress!)
    }
}

extension Message.State {
    /// The number that stands for it in peers.h.
    fileprivate var number: UInt8 {
        switch self {
        case .idle: 0
        case .prefill: 1
        case .decode: 2
        case .done: 3
        }
    }
}
