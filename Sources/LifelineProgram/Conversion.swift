import LifelineCore
import Transcoding

/// Standard input to standard output, record by record. Holds one read and one record of each side at a time.
struct Conversion<Source: Codec, Target: Codec>: ~Copyable {
    /// One read at most.
    private static var readBytesMax: Int { 256 << 10 }
    /// Output that waits for the end of a read, at most: beyond, it leaves in the middle.
    private static var waitingBytesMax: Int { 256 << 10 }

    private var splitter: RecordSplitter
    private var transcoder: Transcoder<Source, Target>
    private var output = ByteSink()
    private var records = 0

    init(from source: Source.Type, to target: Target.Type, _ vocabulary: Vocabulary, _ limits: CodecLimits) {
        splitter = RecordSplitter(recordBytesMax: limits.recordBytesMax, only: source.form)
        transcoder = Transcoder(from: source, to: target, vocabulary, limits)
    }

    mutating func run() -> Outcome {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.readBytesMax, alignment: 16)
        defer { buffer.deallocate() }
        do throws(ConversionStop) {
            try convert(reading: buffer)
        } catch {
            return ended(by: error)
        }
        if transcoder.unknown > 0 {
            StandardError.say("left out: \(transcoder.unknown) keys, fields or snapshot entries of a newer version")
        }
        return .done
    }

    private mutating func convert(reading buffer: UnsafeMutableRawBufferPointer) throws(ConversionStop) {
        while var input = try read(into: buffer) {
            while let record = try next(&input) { try write(record) }
            try flush()
        }
        if let last = try end() { try write(last) }
        try flush()
    }

    private func read(into buffer: UnsafeMutableRawBufferPointer) throws(ConversionStop) -> UnsafeRawBufferPointer? {
        do { return try StandardInput.read(into: buffer) } catch { throw .system(error) }
    }

    private mutating func next(_ input: inout UnsafeRawBufferPointer) throws(ConversionStop) -> RecordSplitter.Piece? {
        do { return try splitter.next(&input) } catch { throw .record(complaint(error)) }
    }

    private mutating func end() throws(ConversionStop) -> RecordSplitter.Piece? {
        do { return try splitter.end() } catch { throw .record(complaint(error)) }
    }

    private mutating func write(_ record: RecordSplitter.Piece) throws(ConversionStop) {
        do {
            try transcoder.transcode(record.bytes, into: &output)
        } catch {
            throw .record(Complaint(error, record, number: records + 1))
        }
        records += 1
        if Target.form == .text { output.append(0x0A) }
        if output.count >= Self.waitingBytesMax { try flush() }
    }

    private mutating func flush() throws(ConversionStop) {
        let isRead: Bool
        do { isRead = try StandardOutput.write(output.bytes) } catch { throw .system(error) }
        output.clear()
        guard isRead else { throw .nobodyReads }
    }

    private func complaint(_ error: CodecError) -> Complaint {
        let isOther = error.offset == 0 && (error.reason == .unexpectedByte || error.reason == .invalidMagic)
        let hint = isOther ? "; is --from \(Source.name) what this is?" : ""
        return Complaint(.codec(error), offset: splitter.offset, number: records + 1, hint)
    }

    /// What was converted before the trouble still leaves.
    private mutating func ended(by stop: ConversionStop) -> Outcome {
        switch stop {
        case .nobodyReads: return .done
        case .system(let fault):
            StandardError.say("lifeline convert: \(fault.words)")
            return .failed
        case .record(let complaint):
            do throws(ConversionStop) { try flush() } catch {}
            StandardError.say(complaint.line)
            return .failed
        }
    }
}
