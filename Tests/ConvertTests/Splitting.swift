import LifelineCore

/// What a splitter made of a stream, copied out.
struct Splitting: Equatable {
    struct Record: Equatable {
        var bytes: [UInt8]
        var form: RecordForm
        var offset: Int
    }
    var records: [Record] = []
    var fault: CodecError?
    /// Where the record in hand starts, at the end.
    var offset = 0

    /// Pushes `stream` in pieces whose sizes `pieces` gives in turn, again and again.
    init(_ stream: [UInt8], in pieces: [Int], limit: Int = 1 << 20, only form: RecordForm? = nil) {
        var splitter = RecordSplitter(recordBytesMax: limit, only: form)
        var rest = stream[...]
        var turn = 0
        do throws(CodecError) {
            while !rest.isEmpty {
                // An own allocation of just that size, so that the address sanitizer sees every byte too far.
                let piece = Array(rest.prefix(max(pieces[turn % pieces.count], 1)))
                rest = rest.dropFirst(piece.count)
                turn += 1
                try push(piece, &splitter)
            }
            if let last = try splitter.end() { note(last) }
        } catch {
            fault = error
        }
        offset = splitter.offset
    }

    private mutating func push(_ piece: [UInt8], _ splitter: inout RecordSplitter) throws(CodecError) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: piece.count, alignment: 1)
        copy.copyBytes(from: piece)
        defer { copy.deallocate() }
        var input = UnsafeRawBufferPointer(copy)
        while let record = try splitter.next(&input) { note(record) }
    }

    private mutating func note(_ record: RecordSplitter.Piece) {
        records.append(Record(bytes: Array(record.bytes), form: record.form, offset: record.offset))
    }
}

/// A frame of `count` bytes, of which only the first eight mean anything.
func frame(_ count: Int, filledWith byte: UInt8 = 0x0A, version: UInt8 = 1) -> [UInt8] {
    var frame = [UInt8](repeating: byte, count: max(count, 8))
    let length = UInt32(count)
    frame.replaceSubrange(
        0..<8, with: [0xFB, version, 0x20, 0] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) })
    return frame
}
