import LifelineCore
import Transcoding

/// One line about one bad record: which, where, what.
struct Complaint: Error {
    let line: String

    /// `offset` is where the record starts in the stream.
    init(_ fault: TranscodeFault, offset: Int, number: Int, _ which: String = "") {
        let field = fault.field.map { " in \"\($0)\"" } ?? ""
        line = """
            record \(number), byte \(offset + fault.offset) of the stream (byte \(fault.offset) of the record)\(field): \
            \(fault.words)\(which)
            """
    }

    init(_ fault: TranscodeFault, _ record: RecordSplitter.Piece, number: Int) {
        var which = ""
        if case .codec(let error) = fault, error.reason == .unknownKind || error.reason == .unknownChannel {
            which = Complaint.name(in: record.bytes, at: error.offset)
        }
        if fault.isUnknownChannel { which += "; --channel HANDLE=NAME makes one known" }
        self.init(fault, offset: record.offset, number: number, which)
    }

    private static func name(in record: UnsafeRawBufferPointer, at offset: Int) -> String {
        quoted(in: record, at: offset).map { ": \"\($0)\"" } ?? ""
    }

    /// The name that stands at `offset` as a JSON string, if it is harmless to print.
    static func quoted(in record: UnsafeRawBufferPointer, at offset: Int) -> String? {
        guard offset < record.count, record[offset] == 0x22 else { return nil }
        let name = record.dropFirst(offset + 1).prefix { $0 != 0x22 }
        guard Name.accepts(UnsafeRawBufferPointer(rebasing: name)) else { return nil }
        return String(decoding: name, as: UTF8.self)
    }
}

extension TranscodeFault {
    fileprivate var isUnknownChannel: Bool {
        switch self {
        case .codec(let error): error.reason == .unknownChannel
        case .unknownChannel: true
        default: false
        }
    }
}
