import Conformance
import LifelineCore
import SocketTestKit
import UnixSocketTransport

/// Unix sockets on a loop of their own, each in a folder of its own.
func unixWorld(_ setting: LinkCheck.Setting = LinkCheck.Setting.all[0]) -> SocketWorld {
    SocketWorld(
        setting, framing: 0...1, tellsCloses: false, systemBytesMax: 2 << 20,
        address: { Address(scheme: "unix", rest: $0) }
    ) { limits in
        var options = UnixSocketTransport.Options()
        options.limits = limits
        return UnixSocketTransport(options)
    }
}
