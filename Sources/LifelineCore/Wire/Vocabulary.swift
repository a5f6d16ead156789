/// The names a connection may speak: message types and channels, each with its number.
///
/// Confined to one loop. Types are fixed once it is made; channels come and go.
public final class Vocabulary {
    private var kinds = ByteTable()
    private var channels = ByteTable()
    @usableFromInline var channelNames: [ChannelHandle: ChannelEntry] = [:]
    /// The first few handles without hashing: the built-in channels.
    @usableFromInline let builtIn: UnsafeMutablePointer<ChannelEntry>
    private var types: [UInt16: any Message.Type] = [:]

    @usableFromInline static var builtInCount: Int { 16 }

    /// Traps if two message types or two channels share a name or a number.
    public init(_ catalogue: Catalogue) {
        builtIn = .allocate(capacity: Vocabulary.builtInCount)
        builtIn.initialize(repeating: ChannelEntry(), count: Vocabulary.builtInCount)
        for type in catalogue.messages {
            let kind = type.kind
            precondition(types[kind.code] == nil, "two message types have the number \(kind.code)")
            let name = UnsafeRawBufferPointer(
                start: kind.name.utf8Start, count: kind.name.utf8CodeUnitCount)
            precondition(
                kinds.insert(name, UInt32(kind.code)), "two message types are called \(kind.name)")
            types[kind.code] = type
        }
        for channel in catalogue.channels {
            precondition(add(channel.name, channel.handle), "two channels are called \(channel.name)")
        }
    }

    deinit {
        for entry in channelNames.values { entry.bytes.deallocate() }
        builtIn.deinitialize(count: Vocabulary.builtInCount)
        builtIn.deallocate()
    }

    /// False if the name or the handle is taken.
    public func add(_ name: ChannelName, _ handle: ChannelHandle) -> Bool {
        guard channelNames[handle] == nil else { return false }
        var storage = name.storage
        let copy = storage.withUTF8 { utf8 in
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: utf8.count, alignment: 1)
            copy.copyMemory(from: UnsafeRawBufferPointer(utf8))
            return UnsafeRawBufferPointer(copy)
        }
        guard channels.insert(copy, handle.rawValue) else {
            copy.deallocate()
            return false
        }
        let entry = ChannelEntry(bytes: copy)
        channelNames[handle] = entry
        if handle.rawValue < UInt32(Vocabulary.builtInCount) { builtIn[Int(handle.rawValue)] = entry }
        return true
    }

    /// Forgets a channel that was made at run time; built-in ones stay.
    public func remove(_ handle: ChannelHandle) {
        guard handle.rawValue >= UInt32(Vocabulary.builtInCount),
            let entry = channelNames.removeValue(forKey: handle)
        else { return }
        channels.remove(entry.bytes)
        entry.bytes.deallocate()
    }

    /// The bytes of a channel's name; nil base address if nobody knows the handle. Valid until the channel is removed.
    @inlinable public func name(of handle: ChannelHandle) -> UnsafeRawBufferPointer {
        if handle.rawValue < UInt32(Vocabulary.builtInCount) {
            return builtIn[Int(handle.rawValue)].bytes
        }
        return channelNames[handle]?.bytes ?? UnsafeRawBufferPointer(start: nil, count: 0)
    }

    /// The channel with that name; nil if nobody knows it.
    public func handle(of name: UnsafeRawBufferPointer) -> ChannelHandle? {
        channels.find(name).map { ChannelHandle(rawValue: $0) }
    }

    /// The number of the message type with that name; nil if nobody knows it.
    public func kind(named name: UnsafeRawBufferPointer) -> UInt16? {
        kinds.find(name).map { UInt16(truncatingIfNeeded: $0) }
    }

    /// The message type with that number; nil if nobody knows it.
    public func type(of kind: UInt16) -> (any Message.Type)? { types[kind] }
}

@usableFromInline struct ChannelEntry {
    @usableFromInline var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
}
