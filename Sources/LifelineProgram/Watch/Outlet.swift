import Glibc
import LifelineUV

/// Bytes on their way from a loop to standard output, which may be slow: the loop goes on meanwhile, and is told to hold
/// back once much is waiting.
final class Outlet: Sendable {
    /// What may wait before the loop is asked to hold back.
    static let mark = 256 << 10

    private struct State {
        var bytes: [UInt8] = []
        var isHolding = false
        var outcome: Outcome?
    }

    private let state = Locked(State())
    private let signal = Signal()

    /// True if the writer shall hold back from now on.
    func put(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let holds = state.withLock { state in
            state.bytes.append(contentsOf: bytes)
            guard state.bytes.count >= Outlet.mark, !state.isHolding else { return false }
            state.isHolding = true
            return true
        }
        signal.send()
        return holds
    }

    /// Nothing comes after what is there. The first outcome counts.
    func end(_ outcome: Outcome) {
        state.withLock { $0.outcome = $0.outcome ?? outcome }
        signal.send()
    }

    /// Writes what comes until the end, Ctrl-C, or until nobody reads. `released` is called when there is room again.
    func drain(_ command: String, released: () -> Void) -> Outcome {
        while true {
            let (bytes, wasHolding, outcome) = state.withLock { state in
                defer {
                    state.bytes = []
                    state.isHolding = false
                }
                return (state.bytes, state.isHolding, state.outcome)
            }
            if wasHolding { released() }
            do throws(StreamFault) {
                let written = bytes.withUnsafeBytes { bytes in
                    Result { () throws(StreamFault) in try StandardOutput.write(bytes, unless: { Interrupt.came }) }
                }
                guard try written.get() else { return .done }
            } catch {
                StandardError.say("\(command): \(error.words)")
                return .failed
            }
            if bytes.isEmpty {
                if let outcome { return outcome }
                if Interrupt.came { return .done }
                signal.wait(milliseconds: 100)
            }
        }
    }
}
