public import LifelineCore
public import LifelineUV

/// One connection over a Unix socket: bytes below, records above. Records are handed out where the kernel put them;
/// only one that two reads share is copied.
public final class UnixSocketLink: ByteStream, Link {
    enum Phase {
        case open, paused
        /// `close` was called, or the peer has ended: what still comes is dropped.
        case closing
    }

    // Only ever touched from this object's own methods on its loop.
    @exclusivity(unchecked) public var owner: (any LinkOwner)?
    @exclusivity(unchecked) private var splitter: RecordSplitter
    @exclusivity(unchecked) var phase = Phase.open
    /// What the owner will be told, once somebody has decided it.
    private var farewell: Close?
    var leftover: Leftover?
    /// Who takes this link, until it is open.
    private var accept: ((any Link) -> Void)?

    init(on loop: EventLoop, _ limits: StreamLimits, accept: ((any Link) -> Void)?) {
        splitter = RecordSplitter(recordBytesMax: limits.values.recordBytesMax)
        self.accept = accept
        super.init(on: loop, limits: limits)
    }

    public override func opened() { accept.take()?(self) }

    // MARK: Reading

    public override func received(_ bytes: UnsafeMutableRawBufferPointer) {
        let rest = pump(UnsafeRawBufferPointer(bytes))
        if !rest.isEmpty { leftover = Leftover(copying: rest) }
    }

    func pump(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        if let owner { pump(bytes, to: owner) } else { pump(bytes, to: NoOwner.shared) }
    }

    /// Bytes into records, where they lie, until they are used up or the owner has had enough. The owner is a parameter
    /// so that it is retained once per read.
    private func pump(_ bytes: UnsafeRawBufferPointer, to owner: any LinkOwner) -> UnsafeRawBufferPointer {
        var input = bytes
        do throws(CodecError) {
            while phase == .open {
                guard let record = try splitter.next(&input) else { break }
                owner.received(record.bytes, record.form)
            }
        } catch {
            close(UnixSocketLink.close(for: error))
        }
        return phase == .paused ? input : UnsafeRawBufferPointer(start: nil, count: 0)
    }

    private static func close(for fault: CodecError) -> Close {
        switch fault.reason {
        case .recordTooLarge: .recordTooLarge
        case .unsupportedLayout: .protocolError.because("the energy frame has a layout that is not read here")
        case .invalidLength: .protocolError.because("the energy frame has a length that no frame has")
        default: .protocolError.because("a record starts neither with JSON nor with an energy frame")
        }
    }

    // MARK: Writing

    public func send(_ record: Record) -> Flow {
        guard phase != .closing else { return .closed }
        guard record.form == .text else { return write(head: UnixSocketLink.nothing, record) }
        assert(UnixSocketLink.isLine(record.bytes), UnixSocketLink.noLine)
        return write(record, ending: UnixSocketLink.lineFeed)
    }

    public func send(copying bytes: UnsafeRawBufferPointer, _ form: RecordForm) -> Flow {
        guard phase != .closing else { return .closed }
        guard form == .text else { return write(copying: bytes) }
        assert(UnixSocketLink.isLine(bytes), UnixSocketLink.noLine)
        return write(copying: bytes, ending: UnixSocketLink.lineFeed)
    }

    /// Canonical JSON has no line feed, and all text is that: so only debug builds look for one.
    private static func isLine(_ record: UnsafeRawBufferPointer) -> Bool { !record.contains(lineFeed) }
    private static var noLine: String { "a text record is one line: encode it as canonical JSON, without line feeds" }
    private static var nothing: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }
    private static var lineFeed: UInt8 { 0x0A }

    public override func drained() { if phase != .closing { owner?.drained() } }

    // MARK: Leaving

    public func close(_ close: Close) {
        if phase != .closing { leave(saying: close) }
        if close.code == Close.lost.code { abort() }
    }

    private func leave(saying close: Close) {
        phase = .closing
        farewell = close
        self.close(lingering: min(.seconds(1), limits.values.outboundPatience))
    }

    /// The peer says no more: a line without its LF is no record. What we wrote still leaves, for it may read on.
    public override func ended() {
        phase = .closing
        farewell = .lost
        close(lingering: .zero)
    }

    public override func closed(_ end: StreamEnd) {
        phase = .closing
        leftover = nil
        let close: Close =
            switch end {
            case .slow: farewell ?? .slowConsumer
            case .loopEnded: farewell ?? .goingAway
            default: farewell ?? .lost
            }
        owner.take()?.closed(close)
    }
}
