import Glibc
import Synchronization

/// Ctrl-C, and the polite end that a supervisor asks for.
enum Interrupt {
    private static let flag = Atomic(false)

    static var came: Bool { flag.load(ordering: .relaxed) }

    /// From here on the first signal is only noted, and cuts waiting short; the second one ends the program.
    static func listen() {
        _ = came  // The flag is made here, not in the handler.
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in Interrupt.flag.store(true, ordering: .relaxed) }
        action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
        sigaction(SIGINT, &action, nil)
        sigaction(SIGTERM, &action, nil)
    }
}
