public import LifelineCore
public import LifelineSession

/// For what feeds a hub from inside the process.
extension Hub {
    /// Tells everybody who is in something about the server itself: `ModelStatus`, `ErrorEvent`.
    public func tell(_ message: some Abstract) {
        everywhere { hub in
            for connection in hub.connections where connection.session.phase == .open { connection.send(message) }
        }
    }

    /// Publishes a message whose type is known at run time only. Without `time` it is stamped with the present one,
    /// without `frame` with the hub's. Throws what a client would be told that sends the same.
    @discardableResult
    public func publish(
        checked message: any Message, on channel: ChannelHandle, at time: Timestamp? = nil, frame: UInt32? = nil
    ) throws(ProtocolFault) -> UInt64 {
        guard let shelf = shelves[channel], channel != .system else { throw .unknownChannel }
        guard let driver = writer.driver(of: message), isPublishable(driver.kind) else { throw .badMessage }
        guard !driver.bearsText || shelf.entry.takesText else { throw .textNotAllowed }
        let bytes = try weigh(message, driver)
        return publish(
            message, driver, bytes: bytes, on: channel, at: time ?? surroundings.wall(), frame: frame ?? self.frame)
    }
}
