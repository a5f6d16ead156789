import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import Testing

@Suite("A request of a line")
struct AbandonedRequestTests {
    private func request(_ key: Name) -> Request {
        var request = Request()
        request.method = "generate"
        request.key = key
        return request
    }

    @Test("that was given up makes room for another, and its late answer is dropped")
    func abandoned() throws {
        let world = World()
        var calls: [RequestCall] = []
        world.hub.handle("generate") { calls.append($0) }
        let line = world.line { $0.requestsMax = 1 }
        world.turn { line.start() }
        var answers = 0
        var reference: UInt32?
        world.turn { reference = line.request(request("a")) { _ in answers += 1 } }
        var fault: ProtocolFault?
        let refused = line.request(request("b")) { if case .failure(let error) = $0 { fault = error } }
        #expect(refused == nil && fault == .limitExceeded)
        line.abandon(try #require(reference))
        var replies = 0
        world.turn { line.request(request("c")) { if case .success = $0 { replies += 1 } } }
        #expect(calls.count == 2)
        for call in calls { world.turn { call.succeed() } }
        #expect(answers == 0 && replies == 1)
        // Nothing is left that a new connection would ask again.
        world.cut()
        world.loop.run(for: .seconds(1))
        #expect(line.session.state == .open && calls.count == 2)
    }

    @Test("that was given up before the connection stood is never sent")
    func neverSent() throws {
        let world = World()
        var calls = 0
        world.hub.handle("generate") { _ in calls += 1 }
        let line = world.line()
        let reference = line.request(request("a")) { _ in Issue.record("nobody waits for this") }
        line.abandon(try #require(reference))
        world.turn { line.start() }
        #expect(line.session.state == .open && calls == 0)
    }

    @Test("is unavailable once the line is closed")
    func closed() {
        let world = World()
        let line = world.line()
        world.turn { line.start() }
        line.close()
        var faults: [ProtocolFault] = []
        line.request(request("a")) { if case .failure(let fault) = $0 { faults.append(fault) } }
        #expect(faults == [.unavailable])
    }
}
