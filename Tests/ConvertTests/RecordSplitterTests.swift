import LifelineCore
import Testing

@Suite("A record splitter")
struct RecordSplitterTests {
    /// Lines and frames in turn, with all the white space that is allowed.
    private let mixture: [UInt8] =
        Array("{\"a\":1}\n\n \t\r\n[1,2]\r\n".utf8) + frame(48) + frame(56, filledWith: 0x7B)
        + Array("\n{}\n{\"b\":[]}".utf8)

    @Test("finds the same records however the stream is cut")
    func everyCut() {
        let whole = Splitting(mixture, in: [mixture.count])
        #expect(whole.fault == nil)
        #expect(whole.records.map(\.bytes.count) == [7, 6, 48, 56, 2, 8])
        #expect(whole.records.map(\.form) == [.text, .text, .binary, .binary, .text, .text])
        #expect(whole.records.map(\.offset) == [0, 13, 20, 68, 125, 128])
        for size in 1...mixture.count {
            #expect(Splitting(mixture, in: [size]) == whole, "in pieces of \(size)")
            #expect(Splitting(mixture, in: [size, 3, 1]) == whole, "in pieces of \(size), 3, 1")
        }
    }

    @Test("hands out a record where it lies when it lies whole in the push")
    func inPlace() throws {
        var splitter = RecordSplitter(recordBytesMax: 1024)
        try mixture.withUnsafeBytes { bytes in
            var input = bytes
            while let record = try splitter.next(&input) {
                #expect(record.bytes.baseAddress == bytes.baseAddress.map { $0 + record.offset })
            }
            #expect(input.isEmpty)
        }
        let before = splitter.isBetweenRecords
        let last = try splitter.end()?.bytes.count
        let after = splitter.isBetweenRecords
        #expect(!before && last == 8 && after)
    }

    @Test("takes a line of the limit, and not one byte more", arguments: [1, 2, 7, 8, 64, 1000])
    func lineLimit(piece: Int) {
        let line = Array("[".utf8) + [UInt8](repeating: 0x20, count: 98) + Array("]".utf8)
        #expect(Splitting(line + [0x0A], in: [piece], limit: 100).records.count == 1)
        #expect(Splitting(line, in: [piece], limit: 100).records.count == 1)
        let refused = Splitting([0x0A] + line + [0x0A], in: [piece], limit: 99)
        #expect(refused.records.isEmpty)
        #expect(refused.fault == CodecError(.recordTooLarge(100, limit: 99), at: 0))
        #expect(refused.offset == 1)
    }

    @Test("refuses a line without end as soon as the limit is passed, not when it ends")
    func endlessLine() throws {
        var splitter = RecordSplitter(recordBytesMax: 99)
        let line = [UInt8](repeating: 0x5B, count: 100)
        #expect(fault(of: Array(line.prefix(99)), &splitter) == nil)
        #expect(fault(of: Array(line.suffix(1)), &splitter) == CodecError(.recordTooLarge(100, limit: 99), at: 0))
    }

    private func fault(of push: [UInt8], _ splitter: inout RecordSplitter) -> CodecError? {
        push.withUnsafeBytes { bytes in
            var input = bytes
            do throws(CodecError) {
                while try splitter.next(&input) != nil {}
                return nil
            } catch {
                return error
            }
        }
    }

    @Test("takes a frame of the limit, and knows of one too large from its first eight bytes")
    func frameLimit() {
        for piece in [1, 5, 8, 56, 100] {
            #expect(Splitting(frame(56), in: [piece], limit: 56).records.map(\.bytes) == [frame(56)])
            let refused = Splitting(Array(frame(64).prefix(8)), in: [piece], limit: 63)
            #expect(refused.fault == CodecError(.recordTooLarge(64, limit: 63), at: 4))
        }
        #expect(Splitting(frame(0xFFFF_FFF8 & 0xFFF8), in: [9]).records.count == 1)
    }

    @Test("refuses a frame whose length no frame can have", arguments: [0, 8, 40, 49, 55, 57, 60])
    func frameLength(length: Int) {
        #expect(Splitting(frame(length), in: [3]).fault == CodecError(.invalidLength, at: 4))
    }

    @Test("takes the shortest frame, a header alone")
    func shortestFrame() {
        #expect(Splitting(frame(48), in: [48]).records.count == 1)
    }

    @Test("refuses a layout it does not know")
    func layout() {
        #expect(Splitting(frame(48, version: 2), in: [48]).fault == CodecError(.unsupportedLayout(2), at: 1))
    }

    @Test("calls a frame that ends too soon truncated", arguments: [1, 7, 8, 47])
    func truncated(count: Int) {
        let split = Splitting(frame(48) + Array(frame(48).prefix(count)), in: [5])
        #expect(split.records.count == 1)
        #expect(split.fault == CodecError(.truncated, at: count))
        #expect(split.offset == 48)
    }

    @Test("refuses what starts like no record", arguments: ["x", "\"a\"", "1", "\u{FEFF}{}", "\0", "}"])
    func strangers(start: String) {
        let split = Splitting(Array("{}\n".utf8) + Array(start.utf8), in: [2])
        #expect(split.records.count == 1)
        #expect(split.fault == CodecError(.invalidMagic, at: 0))
        #expect(split.offset == 3)
    }

    @Test("with one form alone refuses the other, and white space between frames")
    func oneForm() {
        #expect(Splitting(frame(48), in: [48], only: .text).fault == CodecError(.unexpectedByte, at: 0))
        #expect(Splitting(Array("{}".utf8), in: [48], only: .binary).fault == CodecError(.unexpectedByte, at: 0))
        #expect(Splitting(frame(48) + [0x0A], in: [48], only: .binary).fault == CodecError(.invalidMagic, at: 0))
    }

    @Test("says its fault again when asked again")
    func faultStays() {
        var splitter = RecordSplitter(recordBytesMax: 100)
        for push in ["x{}\n", "{}\n", ""] {
            #expect(fault(of: Array(push.utf8), &splitter) == CodecError(.invalidMagic, at: 0))
        }
        do throws(CodecError) {
            _ = try splitter.end()
            Issue.record("ended well")
        } catch {
            #expect(error == CodecError(.invalidMagic, at: 0))
        }
    }

    @Test("makes nothing of nothing, and of white space")
    func nothing() {
        #expect(Splitting([], in: [1]) == Splitting([], in: [8]))
        #expect(Splitting([], in: [1]).records.isEmpty)
        #expect(Splitting(Array(" \n\r\n\t\n".utf8), in: [1]).records.isEmpty)
        #expect(Splitting(Array(" \n\r\n\t\n".utf8), in: [2]).fault == nil)
    }

    @Test("finds a line feed at every place and beside every byte")
    func lineFeeds() {
        for count in 1...80 {
            for neighbour: UInt8 in [0x00, 0x09, 0x0B, 0x7F, 0x80, 0x8A, 0xFF] {
                let line = [0x7B] + [UInt8](repeating: neighbour, count: count - 1)
                let split = Splitting(line + [0x0A] + line + [0x0A], in: [1000])
                #expect(split.records.map(\.bytes) == [line, line], "\(count) bytes of \(neighbour)")
            }
        }
    }

    @Test("gathers a large record from small pushes, and goes on after it")
    func large() {
        let line = Array("{\"a\":\"".utf8) + [UInt8](repeating: 0x61, count: 300_000) + Array("\"}\n".utf8)
        let stream = line + Array("{}\n".utf8) + frame(200_000) + line
        let split = Splitting(stream, in: [777])
        #expect(split.records.map(\.bytes.count) == [line.count - 1, 2, 200_000, line.count - 1])
        #expect(split == Splitting(stream, in: [stream.count]))
    }
}
