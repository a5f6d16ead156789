import Conformance
import Glibc
import LifelineCore
import SocketTestKit
import Testing
import UnixSocketTransport

@Suite("The Unix socket transport")
struct UnixSocketTransportTests {
    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    private func dial(_ world: SocketWorld, _ transport: UnixSocketTransport, _ address: Address) -> TransportError? {
        var outcome: Result<any Link, TransportError>?
        world.ask { transport.dial(address, on: world.loop) { outcome = $0 } }
        #expect(world.run { outcome != nil })
        switch outcome {
        case .failure(let error): return error
        case .success(let link):
            world.ask { link.close(.lost) }
            return nil
        case nil: return nil
        }
    }

    @Test("The socket is 0600 in a folder of 0700, and goes with its listener")
    func modes() throws {
        let world = unixWorld()
        let address = world.address()
        let station = try Station(world, UnixSocketTransport(), at: address)
        #expect(station.address == address)
        #expect(mode(address.rest) == 0o600)
        #expect(mode(String(address.rest.dropLast(2))) == 0o700)
        station.close()
        #expect(mode(address.rest) == 0)
        #expect(dial(world, UnixSocketTransport(), address)?.reason == .notFound)
    }

    @Test("A stale socket is replaced, a live one is not")
    func stale() throws {
        let world = unixWorld()
        let address = world.address()
        let first = try Station(world, UnixSocketTransport(), at: address)
        let error = #expect(throws: TransportError.self) { try Station(world, UnixSocketTransport(), at: address) }
        #expect(error?.reason == .addressInUse)
        // What a process leaves that was killed: the name without a listener.
        let stale = world.address()
        rename(address.rest, address.rest + "x")
        first.close()
        rename(address.rest + "x", stale.rest)
        #expect(dial(world, UnixSocketTransport(), stale)?.reason == .refused)
        let second = try Station(world, UnixSocketTransport(), at: stale)
        #expect(dial(world, UnixSocketTransport(), stale) == nil)
        second.close()
    }

    @Test("A path has 1 to 107 bytes", arguments: [(0, false), (107, true), (108, false)])
    func paths(count: Int, good: Bool) throws {
        let world = unixWorld()
        let base = world.path()
        let path = count == 0 ? "" : base + String(repeating: "s", count: count - base.utf8.count)
        let address = Address(scheme: "unix", rest: path)
        let outcome = Result { () throws(TransportError) in try Station(world, UnixSocketTransport(), at: address) }
        switch outcome {
        case .success(let station):
            #expect(good)
            #expect(dial(world, UnixSocketTransport(), address) == nil)
            station.close()
        case .failure(let error):
            #expect(!good && error.reason == .badAddress)
            #expect(dial(world, UnixSocketTransport(), address)?.reason == .badAddress)
        }
    }

    @Test("A user that is not allowed is closed at once, on either side")
    func strangers() throws {
        let world = unixWorld()
        var options = UnixSocketTransport.Options()
        options.allowedUIDs = [geteuid() + 1]
        let strict = UnixSocketTransport(options)
        let wary = try Station(world, strict)
        let client = try #require(wary.call())
        client.send("{}\n")
        #expect(client.receiveAll().bytes == [])
        #expect(wary.ask { $0.isEmpty })
        let station = try Station(world, UnixSocketTransport())
        let error = dial(world, strict, station.address)
        #expect(error?.reason == .permission)
        #expect(station.wait { $0.allSatisfy(\.isClosed) })
        #expect(dial(world, UnixSocketTransport(), station.address) == nil)
    }

    @Test("A loop that ends closes its links as going away, and a dial with an error")
    func ending() throws {
        let world = unixWorld()
        let station = try Station(world, UnixSocketTransport())
        let client = try #require(station.call())
        #expect(station.wait { $0.count == 1 })
        var recorder: Recorder?
        station.ask { recorder = $0[0] }
        #expect(world.end() == [])
        #expect(recorder?.closes == [.goingAway])
        client.close()
    }
}
