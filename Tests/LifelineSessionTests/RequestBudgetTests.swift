import LifelineCore
import LifelineSession
import Testing

@Suite("A request budget")
struct RequestBudgetTests {
    func second(_ seconds: Double) -> Instant { Instant(nanoseconds: Int64(seconds * 1e9)) }

    @Test("lets a burst through, then so many a second, and says how long to wait")
    func burst() {
        var budget = RequestBudget<Int>(burst: 3, perSecond: 2)
        for _ in 0..<3 { #expect(budget.take("ask", by: 1, at: second(0)) == nil) }
        #expect(budget.take("ask", by: 1, at: second(0)) == .milliseconds(500))
        #expect(budget.take("ask", by: 1, at: second(0.5)) == nil)
        #expect(budget.take("ask", by: 1, at: second(0.5)) != nil)
        for _ in 0..<3 { #expect(budget.take("ask", by: 1, at: second(60)) == nil) }
        #expect(budget.take("ask", by: 1, at: second(60)) != nil, "an hour of silence is no larger burst")
    }

    @Test("of one method and one asker is nobody else's")
    func apart() {
        var budget = RequestBudget<Int>(burst: 1, perSecond: 1)
        #expect(budget.take("ask", by: 1, at: second(0)) == nil)
        #expect(budget.take("ask", by: 1, at: second(0)) != nil)
        #expect(budget.take("tell", by: 1, at: second(0)) == nil)
        #expect(budget.take("ask", by: 2, at: second(0)) == nil)
    }

    @Test("keeps only so many methods of an asker: the others share one bucket")
    func methods() {
        var budget = RequestBudget<Int>(burst: 2, perSecond: 1, methodsMax: 3)
        for method: Name in ["m0", "m1", "m2"] { #expect(budget.take(method, by: 1, at: second(0)) == nil) }
        #expect(budget.take("m3", by: 1, at: second(0)) == nil)
        #expect(budget.take("m4", by: 1, at: second(0)) == nil)
        #expect(budget.take("m5", by: 1, at: second(0)) != nil)
        #expect(budget.count == 4)
        for number in 0..<1_000 { _ = Name("n\(number)").map { budget.take($0, by: 1, at: second(0)) } }
        #expect(budget.count == 4)
        #expect(budget.take("m6", by: 1, at: second(9)) == nil, "who was idle makes room")
    }

    @Test("keeps only so many askers, and those who ask go on")
    func askers() {
        var budget = RequestBudget<Int>(burst: 2, perSecond: 1, askersMax: 2)
        for asker in 1...2 { #expect(budget.take("ask", by: asker, at: second(0)) == nil) }
        #expect(budget.take("ask", by: 3, at: second(0)) == .seconds(1))
        #expect(budget.take("ask", by: 1, at: second(0)) == nil)
        #expect(budget.take("ask", by: 3, at: second(5)) == nil, "who was idle is forgotten")
        #expect(budget.count == 1)
    }
}
