import FuzzKit
import LifelineCore

enum SplitterTarget {
    static func run(_ input: UnsafeRawBufferPointer) {
        guard let split = Split(input) else { return }
        let whole = pieces(of: [split.whole], isLines: split.bit)
        let cut = pieces(of: split.pieces, isLines: split.bit)
        law(whole == cut, "other records in pieces")
    }

    private static func pieces(of parts: [UnsafeRawBufferPointer], isLines: Bool) -> [[UInt8]] {
        var splitter = RecordSplitter(recordBytesMax: 1024, only: isLines ? .text : nil)
        var found: [[UInt8]] = []
        do throws(CodecError) {
            for part in parts {
                var rest = part
                while let piece = try splitter.next(&rest) { found.append(Array(piece.bytes)) }
                law(rest.isEmpty, "bytes are left over")
            }
            if let piece = try splitter.end() { found.append(Array(piece.bytes)) }
        } catch {
            // How much of a line too long was there by then is no part of what it means.
            found.append(Array("\(error.code) at \(splitter.offset)".utf8))
        }
        law(found.allSatisfy { $0.count <= 1024 }, "a record over the limit")
        return found
    }
}
