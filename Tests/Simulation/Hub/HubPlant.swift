/// A fault planted on purpose in the hub's world, to see that it is found.
public enum HubPlant: Sendable, CaseIterable {
    /// A data record is left out now and then.
    case forgetsRecord
    /// No notice of lag arrives.
    case forgetsLag
    /// The server hears no acknowledgement.
    case losesAcks
    /// A request takes effect twice now and then.
    case repeatsEffects
    /// A server that begins anew draws the same chances: its epochs come back.
    case keepsEpochs
    /// The server never ends a silent connection.
    case neverGivesUp
    /// A client takes a message twice.
    case takesTwice
    /// The server keeps half of what it says that it keeps.
    case keepsLess
    /// Two data records change places now and then.
    case mixesRecords
    /// Of what one of several loops leaves for another, a little never comes.
    case losesMail
}
