import FrameSources
import FuzzKit

enum EngineTarget {
    static func run(_ input: UnsafeRawBufferPointer) {
        guard let split = Split(input) else { return }
        let whole = story([split.whole])
        let cut = story(split.pieces)
        law(whole == cut, "\(whole) whole, \(cut) in pieces")
    }

    private static func story(_ pieces: [UnsafeRawBufferPointer]) -> [String] {
        var options = OpenAIOptions()
        options.answerBytesMax = 1024
        options.wireBytesMax = 4096
        options.eventBytesMax = 512
        var reader = CompletionReader(options)
        var found: [String] = []
        var ends = 0
        var bytes = 0
        func heard(_ event: CompletionReader.Event) {
            law(ends == 0, "something comes after the end")
            if case .ended = event { ends += 1 }
            if case .tokens(let text, let count, let entropy) = event {
                bytes += text.utf8.count
                law(count > 0 && (entropy ?? 0).isFinite && (0...1).contains(entropy ?? 0), "\(event)")
            }
            found.append("\(event)")
        }
        for piece in pieces { reader.read(piece, heard) }
        reader.closed(heard)
        law(ends == 1, "it has not ended")
        law(bytes <= options.answerBytesMax, "\(bytes) bytes of text")
        return found
    }
}
