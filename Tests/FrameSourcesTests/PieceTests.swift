@testable import FrameSources
import Testing

@Suite("A piece of a text")
struct PieceTests {
    @Test("is cut at a whole character, and all pieces are the text", arguments: [4, 5, 6, 7, 64])
    func cut(bytesMax: Int) {
        let text = String(repeating: "aé€😀", count: 50)
        var rest = Substring(text)
        var pieces: [String] = []
        while !rest.isEmpty {
            let piece = rest.prefix(utf8Max: bytesMax)
            #expect(!piece.isEmpty && piece.utf8.count <= bytesMax)
            pieces.append(String(piece))
            rest = rest[piece.endIndex...]
        }
        #expect(pieces.joined() == text)
        #expect(pieces.allSatisfy { $0.utf8.allSatisfy { $0 != 0 } && !$0.contains("\u{FFFD}") })
    }

    @Test("is the whole text up to its bound, and not one byte above")
    func bound() {
        let text = Substring(String(repeating: "a", count: 10))
        #expect(text.prefix(utf8Max: 10) == text)
        #expect(text.prefix(utf8Max: 9).utf8.count == 9)
    }
}
