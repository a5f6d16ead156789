public import LifelineCore

/// An owner that writes down what it hears. Lives on its loop.
public final class Recorder: LinkOwner {
    public let link: any Link
    public private(set) var records: [[UInt8]] = []
    public private(set) var bytes = 0
    public private(set) var drains = 0
    public private(set) var signsOfLife = 0
    public private(set) var closes: [Close] = []
    /// False for those that see too much to keep it.
    public var keepsRecords = true
    public var onReceived: (Recorder, UnsafeRawBufferPointer, RecordForm) -> Void = { _, _, _ in }
    public var onDrained: (Recorder) -> Void = { _ in }

    public init(_ link: any Link) { self.link = link }

    public var isClosed: Bool { !closes.isEmpty }

    public func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {
        precondition(!isClosed, "a record came after closed")
        if keepsRecords { records.append(Array(record)) }
        bytes += record.count
        onReceived(self, record, form)
    }

    public func drained() {
        precondition(!isClosed, "drained came after closed")
        drains += 1
        onDrained(self)
    }

    public func heard() {
        precondition(!isClosed, "a sign of life came after closed")
        signsOfLife += 1
    }

    public func closed(_ close: Close) { closes.append(close) }

    @discardableResult
    public func send(_ bytes: [UInt8], _ form: RecordForm = .text) -> Flow {
        bytes.withUnsafeBytes { link.send(copying: $0, form) }
    }
}
