public import LifelineSimulation

/// A world that can be run: the model's, or the production hub's.
public protocol Stage: AnyObject {
    var loop: SimLoop { get }
    var judge: Judge { get }
    var ether: SimEther { get }

    /// Storm, then calm. False once a law was broken.
    @discardableResult
    func run(storm duration: Duration) -> Bool
}
