internal import LifelineCore

/// Numbers the turns of a loop, for those who look at it from inside.
final class TurnClock: TurnTask {
    private unowned let loop: any Loop
    private var number = 0
    private var asked = false

    init(_ loop: any Loop) { self.loop = loop }

    /// The same within one turn, greater in a later one.
    var turn: Int {
        if !asked {
            asked = true
            loop.atTurnEnd(self)
        }
        return number
    }

    func turnEnded() {
        asked = false
        number += 1
    }
}
