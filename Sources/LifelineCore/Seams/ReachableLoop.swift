/// A loop that work can be left for from elsewhere: what the loops of one server are to each other.
package protocol ReachableLoop: Loop, Sendable {
    /// Runs `body` on the loop: in this turn if called there, else in one of the next. From any thread; what one thread
    /// posts stays in order.
    func post(_ body: @escaping @Sendable () -> Void)
}
