import Glibc
import LifelineCore
@testable import LifelineUV
import Testing

/// Listens, and says what went wrong.
private func listen(_ loop: EventLoop, _ address: StreamAddress) async -> TransportError? {
    do {
        let server = try await Server(loop, at: address)
        await server.close()
        return nil
    } catch let error as TransportError {
        return error
    } catch {
        return TransportError(.other, "", "", "\(error)")
    }
}

private func mode(_ path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
}

@Suite("StreamListener", .serialized)
struct ListenerTests {
    @Test("Port 0 becomes a number, and the address is written as it is read")
    func ports() async throws {
        try await withLoop { loop in
            for host in ["127.0.0.1", "::1"] {
                let server = try await Server(loop, at: .tcp(host: host, port: 0))
                guard case .tcp(let at, let port) = server.address else { return #expect(Bool(false)) }
                #expect(at == host && port != 0)
                #expect(server.address.description == (host == "::1" ? "[::1]:\(port)" : "127.0.0.1:\(port)"))
                await server.close()
                await server.close()
            }
        }
    }

    @Test("Names, zone letters, zero bytes and long paths are refused with advice")
    func badAddresses() async throws {
        try await withLoop { loop in
            for host in ["localhost", "", "127.0.0.1 ", "1.2.3", "::1\0", "fe80::1%lo", "256.0.0.1"] {
                let error = await listen(loop, .tcp(host: host, port: 0))
                #expect(error?.reason == .badAddress, "\(host)")
            }
            #expect(await listen(loop, .unix(path: ""))?.reason == .badAddress)
            #expect(await listen(loop, .unix(path: "/tmp/a\0b"))?.reason == .badAddress)
            let folder = "/tmp/lifeline-\(getpid())-long"
            let long = "\(folder)/" + String(repeating: "x", count: 107 - folder.count - 1)
            #expect(await listen(loop, .unix(path: long)) == nil)
            let error = await listen(loop, .unix(path: long + "x"))
            #expect(error?.reason == .badAddress && error?.detail.contains("107") == true)
            rmdir(folder)
        }
    }

    @Test("A port in use is refused, and the text says what to do")
    func inUse() async throws {
        try await withLoop { loop in
            let server = try await Server(loop, at: anyPort)
            let error = await listen(loop, server.address)
            #expect(error?.reason == .addressInUse)
            let words =
                "bind \(server.address): address already in use: another process listens there; stop it, or take another port (0 chooses one)"
            #expect(error?.description == words)
            await server.close()
            #expect(await listen(loop, server.address) == nil)
        }
    }

    @Test("An address this machine does not have")
    func foreign() async throws {
        try await withLoop { loop in
            #expect(await listen(loop, .tcp(host: "192.0.2.1", port: 0))?.reason == .badAddress)
        }
    }

    @Test("Accepted sockets send at once and know their peer")
    func accepted() async throws {
        try await withLoop { loop in
            let server = try await Server(loop, at: anyPort)
            let client = Client(server.address)
            #expect(await eventually { await server.ask { $0.isOpen } == true })
            let noDelay = await server.ask { probe in
                var value: CInt = 0
                var size = socklen_t(4)
                getsockopt(probe.descriptor ?? -1, CInt(IPPROTO_TCP), TCP_NODELAY, &value, &size)
                return value
            }
            #expect(noDelay != 0)
            #expect(await server.ask { $0.peer.address.hasPrefix("127.0.0.1:") } == true)
            #expect(await server.ask { $0.peer.uid == nil } == true)
            client.close()
        }
    }

    @Test("A Unix socket is 0600 in a folder made with 0700, knows its peer's user, and leaves with its listener")
    func unix() async throws {
        try await withLoop { loop in
            let address = freshSocketPath()
            guard case .unix(let path) = address else { return }
            let old = umask(0)
            let server = try await Server(loop, at: address)
            umask(old)
            #expect(mode(path) == 0o600)
            #expect(mode(String(path.dropLast("/socket".count))) == 0o700)
            let client = Client(address)
            #expect(await eventually { await server.ask { $0.peer.uid } == geteuid() })
            client.close()
            await server.close()
            #expect(mode(path) == 0)
            remove(address)
        }
    }

    @Test("A folder that others may enter is refused, and one whose parent is missing")
    func folders() async throws {
        try await withLoop { loop in
            let folder = "/tmp/lifeline-\(getpid())-open"
            mkdir(folder, 0o755)
            chmod(folder, 0o750)
            let error = await listen(loop, .unix(path: folder + "/socket"))
            #expect(error?.reason == .permission && error?.detail.contains("chmod 700") == true)
            chmod(folder, 0o700)
            #expect(await listen(loop, .unix(path: folder + "/socket")) == nil)
            #expect(await listen(loop, .unix(path: folder + "/a/b/socket"))?.reason == .notFound)
            if geteuid() == 0 {
                chown(folder, 12_345, 12_345)
                let foreign = await listen(loop, .unix(path: folder + "/socket"))
                #expect(foreign?.reason == .permission && foreign?.detail.contains("12345") == true)
            }
            rmdir(folder)
            #expect(await listen(loop, .unix(path: "/tmp/lifeline.sock"))?.reason == .permission)
        }
    }

    @Test("A stale socket is replaced, a live one and a plain file are not")
    func stale() async throws {
        try await withLoop { loop in
            let address = freshSocketPath()
            guard case .unix(let path) = address else { return }
            let first = try await Server(loop, at: address)
            #expect(await listen(loop, address)?.reason == .addressInUse)
            let client = Client(address)  // the live one still answers
            client.close()
            await first.close()

            let dead = socket(AF_UNIX, 1, 0)  // somebody who bound, listened and died
            let name = try SocketAddress(address)
            #expect(name.withPointer { bind(dead, $0, $1) } == 0)
            Glibc.listen(dead, 1)
            Glibc.close(dead)
            #expect(mode(path) != 0)
            #expect(await listen(loop, address) == nil)
            #expect(mode(path) == 0)

            let file = open(path, O_CREAT | O_WRONLY, 0o600)
            Glibc.close(file)
            #expect(await listen(loop, address)?.detail.contains("no socket") == true)
            #expect(mode(path) == 0o600)
            remove(address)
        }
    }

    @Test("Closing does not remove a socket that is no longer ours")
    func foreignInode() async throws {
        try await withLoop { loop in
            let address = freshSocketPath()
            guard case .unix(let path) = address else { return }
            let first = try await Server(loop, at: address)
            rename(path, path + "-moved")
            let second = try await Server(loop, at: address)
            await first.close()
            #expect(mode(path) == 0o600)
            await second.close()
            #expect(mode(path) == 0)
            unlink(path + "-moved")
            remove(address)
        }
    }

    @Test("Two hundred who connect at once are all welcomed", arguments: [anyPort, freshSocketPath()])
    func crowd(address: StreamAddress) async throws {
        defer { remove(address) }
        try await withLoop { loop in
            let server = try await Server(loop, at: address)
            let clients = await blocking { (0..<200).map { _ in Client(server.address) } }
            #expect(await eventually { await server.count { $0.isOpen } == 200 })
            for client in clients { client.close() }
            #expect(await eventually { await server.count { $0.closings == 1 } == 200 })
        }
    }

    @Test("Who is turned away meets the end of the stream, and nobody else notices")
    func turnedAway() async throws {
        try await withLoop { loop in
            let listener = Confined<StreamListener?>(nil)
            let address = try await loop.perform { () throws(TransportError) in
                let made = try StreamListener(at: anyPort, on: loop) { nil }
                listener.value = made
                return made.address
            }
            let client = Client(address)
            #expect(await client.receive(1) == [])
            client.close()
            await loop.perform { listener.value?.close() }
        }
    }

    @Test("Loops that share a listener get as many peers each, in turn; one that leaves gets no more")
    func shared() async throws {
        try await withLoop { loop in
            try await withLoop { other in
                let server = try await Server(loop, at: anyPort)
                let share = await server.share()
                let others = Confined<[Probe]>([])
                let taker = await other.perform {
                    Confined(
                        share.join(on: other) {
                            let probe = Probe(on: other)
                            others.value.append(probe)
                            return probe
                        })
                }
                let first = await blocking { (0..<10).map { _ in Client(server.address) } }
                #expect(await eventually { await other.perform { others.value.count { $0.isOpen } } == 5 })
                #expect(await server.count { $0.isOpen } == 5)
                await other.perform { taker.value.close() }
                let second = await blocking { (0..<4).map { _ in Client(server.address) } }
                #expect(await eventually { await server.count { $0.isOpen } == 9 })
                #expect(await other.perform { others.value.count } == 5)
                for client in first + second { client.close() }
                await server.close()
            }
        }
    }

    @Test("A peer whose loop has ended meanwhile meets the end of the stream")
    func sharedTooLate() async throws {
        try await withLoop { loop in
            let other = EventLoop(name: "other")
            let server = try await Server(loop, at: anyPort)
            let share = await server.share()
            _ = await other.perform { Confined(share.join(on: other) { Probe(on: other) }) }
            await other.shutdown()
            let clients = await blocking { [Client(server.address), Client(server.address)] }
            #expect(await eventually { await server.count { $0.isOpen } == 1 })
            #expect(await clients[1].receive(1) == [])
            for client in clients { client.close() }
            await server.close()
        }
    }
}
