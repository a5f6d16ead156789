import HTTPHead
import LifelineCore
import SocketTestKit
import Testing
import WebSocketTransport

/// Each in a process of its own, so that what is counted is its own.
@Suite("WebSocket endurance", .serialized)
struct WebSocketEnduranceTests {
    @Test("Ten thousand connect and vanish, and leave no handle and no descriptor behind")
    func churn() async {
        await #expect(processExitsWith: .success) {
            try Churn(webSocketWorld(.unix), WebSocketTransport(), speech).run(cycles: 2_000)
            try Churn(webSocketWorld(.ipv4), WebSocketTransport(hostless()), speech).run(cycles: 10_000)
        }
    }

    @Test("A conversation cut at every byte gives the whole records before the cut, and ends once")
    func cuts() async {
        await #expect(processExitsWith: .success) {
            let pieces = [
                Caller.text("{}"), Caller.frame(0x82, [0xFB, 1, 2]), Caller.frame(0x89, [1]) + Caller.text(""),
                Caller.frame(0x01, Array("ha".utf8)) + Caller.frame(0x89, []) + Caller.frame(0x80, Array("lf".utf8)),
                Caller.frame(0x82, [UInt8](repeating: 7, count: 130)),
            ]
            for road in Road.allCases {
                try Cuts(webSocketWorld(road), WebSocketTransport(hostless()), opening: opening, pieces).run()
            }
        }
    }

    @Test("A peer that never reads costs the hard limit, then its connection; its neighbour notices nothing")
    func deaf() async {
        await #expect(processExitsWith: .success) {
            for road in [Road.ipv4, .unix] {
                try Deaf(webSocketWorld(road), opening: speech, answering: Caller.switched) { limits in
                    var options = hostless()
                    options.limits = limits
                    return WebSocketTransport(options)
                }.run()
            }
        }
    }

    @Test("Running out of descriptors is survived without spinning")
    func shortage() async {
        await #expect(processExitsWith: .success) {
            try Shortage(webSocketWorld(.ipv4), WebSocketTransport(hostless()), speech).run()
        }
    }

    @Test("Sixteen mebibytes of pings whose answers nobody reads cost no memory, and the last one is answered")
    func pings() async {
        await #expect(processExitsWith: .success) {
            let station = try Station(webSocketWorld(.ipv4), WebSocketTransport(hostless()))
            guard let caller = Caller(station, receiveBuffer: 4_096) else { throw Unmet() }
            let ping = Caller.frame(0x89, [UInt8](repeating: 0x70, count: 125))
            let thousand = (0..<1_000).flatMap { _ in ping }
            caller.socket.send(thousand)
            let before = ThisProcess.residentBytes
            for _ in 0..<127 { try demand(caller.socket.send(thousand)) }
            caller.socket.send(Caller.frame(0x89, [1, 2, 3]) + Caller.text("done"))
            try demand(station.wait { $0[0].records.count == 1 })
            let grown = ThisProcess.residentBytes - before
            try demand(ThisProcess.isSanitized || grown < 4 << 20, "\(grown >> 20) MiB")
            var answers = 0
            while let frame = caller.receive() {
                try demand(frame.first == 0x8A)
                answers += 1
                if frame.payload == [1, 2, 3] { break }
            }
            // As many as the limit holds, and what the system took; not all of them.
            try demand(answers > 100 && answers < 128_000, "\(answers) answers")
            caller.socket.close()
            try demand(station.wait { $0[0].closes == [.lost] })
            try demand(station.world.end() == [])
        }
    }

    @Test("Who sends pings and never reads is closed after the patience, not before")
    func deafPings() async {
        await #expect(processExitsWith: .success) {
            var options = hostless()
            options.limits.outboundPatience = .milliseconds(200)
            let station = try Station(webSocketWorld(.ipv4), WebSocketTransport(options))
            guard let caller = Caller(station, receiveBuffer: 4_096) else { throw Unmet() }
            let thousand = (0..<1_000).flatMap { _ in Caller.frame(0x89, [UInt8](repeating: 0x70, count: 125)) }
            while caller.socket.send(thousand) {}
            try demand(station.wait { $0[0].closes == [.slowConsumer] })
            try demand(station.world.end() == [])
        }
    }
}

/// The port is chosen by the system; these callers name none.
private func hostless() -> WebSocketTransport.Options {
    var options = WebSocketTransport.Options()
    options.hosts = [Authority(host: "localhost", port: 80)].compactMap { $0 }
    return options
}

private let opening = Array(Caller.upgrade(host: "localhost").utf8)
private let speech = opening + Caller.text("{}")
