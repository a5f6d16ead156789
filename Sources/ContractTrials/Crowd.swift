internal import Lifeline
internal import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// Something with a line to open.
protocol Opening: AnyObject, Sendable {
    var line: Line { get }
}

/// Many lines on one loop.
enum Crowd {
    /// Fewer than a server lets wait for their hello.
    private static let atOnce = 8

    /// Nil once all are open, else why one is not.
    static func open(_ guests: [some Opening], on loop: EventLoop) async -> String? {
        for start in stride(from: 0, to: guests.count, by: atOnce) {
            let group = Array(guests[start..<min(start + atOnce, guests.count)])
            await loop.perform { for guest in group { guest.line.start() } }
            guard await settle(loop, { group.allSatisfy { $0.line.session.state == .open } }) else {
                return await loop.perform { group.lazy.compactMap(\.line.trouble).first } ?? "no answer in time"
            }
        }
        return nil
    }

    /// Waits until `isDone`, at most 5 s: what is lost does not come. False if it is not.
    @discardableResult
    static func settle(_ loop: EventLoop, _ isDone: @escaping @Sendable () -> Bool) async -> Bool {
        for _ in 0..<2_500 {
            if await loop.perform({ isDone() }) { return true }
            try? await Task.sleep(for: .milliseconds(2))
        }
        return false
    }
}
