import LifelineCore

/// Lines out of bytes in any split. Ends are LF, CR LF or, where `crEnds`, a CR alone. Holds one line at most.
struct LineSplitter {
    enum Line {
        /// Without its end; valid during the call.
        case line(UnsafeRawBufferPointer)
        /// It had more than `lineBytesMax` bytes: they are gone.
        case tooLong
    }

    let lineBytesMax: Int
    private let crEnds: Bool
    private var held: [UInt8] = []
    /// The present line has become too long; its end is not there yet.
    private(set) var isSkipping = false
    /// The last byte was a CR that ended a line: a LF right after it belongs to it.
    private var followsCR = false

    init(lineBytesMax: Int, crEnds: Bool = false) {
        self.lineBytesMax = lineBytesMax
        self.crEnds = crEnds
    }

    /// Until `body` has had enough and says false; then nothing more is to be read here.
    mutating func read(_ bytes: UnsafeRawBufferPointer, _ body: (Line) -> Bool) {
        var rest = bytes
        if followsCR, let first = rest.first {
            followsCR = false
            if first == 0x0A { rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst()) }
        }
        while let at = rest.firstIndex(where: { $0 == 0x0A || crEnds && $0 == 0x0D }) {
            let isGoingOn = end(UnsafeRawBufferPointer(rebasing: rest[..<at]), body)
            var next = at + 1
            if rest[at] == 0x0D {
                if next == rest.count { followsCR = true } else if rest[next] == 0x0A { next += 1 }
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[next...])
            guard isGoingOn else { return }
        }
        hold(rest)
    }

    /// No byte comes any more: what is held is the last line, if it is one.
    mutating func finish(_ body: (Line) -> Bool) {
        if !held.isEmpty || isSkipping { _ = end(UnsafeRawBufferPointer(start: nil, count: 0), body) }
    }

    private mutating func end(_ part: UnsafeRawBufferPointer, _ body: (Line) -> Bool) -> Bool {
        defer {
            held.removeAll(keepingCapacity: held.capacity <= 64 << 10)
            isSkipping = false
        }
        guard !isSkipping, held.count + part.count <= lineBytesMax + 1 else { return body(.tooLong) }
        guard !held.isEmpty else { return say(part, body) }
        held.append(contentsOf: part)
        return held.withUnsafeBytes { say($0, body) }
    }

    private func say(_ line: UnsafeRawBufferPointer, _ body: (Line) -> Bool) -> Bool {
        let line = line.last == 0x0D ? UnsafeRawBufferPointer(rebasing: line.dropLast()) : line
        return body(line.count <= lineBytesMax ? .line(line) : .tooLong)
    }

    private mutating func hold(_ part: UnsafeRawBufferPointer) {
        guard !isSkipping else { return }
        if held.count + part.count > lineBytesMax + 1 {
            held = []
            isSkipping = true
        } else {
            held.append(contentsOf: part)
        }
    }
}
