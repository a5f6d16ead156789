extension Catalogue {
    /// What every server and client speaks, whatever its profile.
    public static let control = Catalogue(
        messages: [
            Hello.self, Welcome.self, StartupComplete.self, ModelStatus.self, Heartbeat.self,
            Subscribe.self,
            Subscribed.self, Unsubscribe.self, Unsubscribed.self, Ack.self, Resync.self, Lag.self,
            SetCodec.self,
            CodecSet.self, Auth.self, Request.self, Reply.self, ErrorEvent.self, Goodbye.self,
            StateSnapshot.self,
        ],
        channels: [System.self])
}
