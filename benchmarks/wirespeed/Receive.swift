import LifelineCore
import WebSocketWire

enum Receive {
    static let depth = 16

    /// Sixteen text messages in one region, over and over. The region is masked anew for each pass by copying.
    static func run(_ repetitions: Int, bytes: Int, masked: Bool) {
        let size = (FrameHead.count(payload: bytes, masked: masked) + bytes) * depth
        let image = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        let whole = UnsafeMutableRawPointer.allocate(byteCount: size + 64, alignment: 16)
        let region = whole + Inbound.slackBefore
        var at = image
        for index in 0..<depth {
            let key: UInt32? = masked ? 0x9A3C_71F5 &+ UInt32(index) : nil
            at += FrameHead.write(.text, payload: bytes, key: key, to: at)
            at.initializeMemory(as: UInt8.self, repeating: 0x61, count: bytes)
            if let key { Mask.apply(key, to: at, count: bytes) }
            at += bytes
        }
        var wire = WebSocketWire(masked ? .server : .client)
        var sum = 0
        let clock = ContinuousClock()
        let spent = clock.measure {
            for _ in 0..<repetitions {
                region.copyMemory(from: image, byteCount: size)
                sum &+= pass(&wire, region, size)
            }
        }
        let messages = repetitions * depth
        print("receive \(bytes) B, \(messages) messages, checksum \(sum)")
        print("\(Double(spent.wholeNanoseconds) / Double(max(messages, 1))) ns per message")
    }

    @inline(never)
    static func pass(_ wire: inout WebSocketWire, _ region: UnsafeMutableRawPointer, _ size: Int) -> Int {
        var input = Inbound(region, count: size)
        var sum = 0
        while true {
            switch wire.next(&input) {
            case .message(let bytes, let form):
                sum &+= bytes.count &+ Int(form == .text ? 1 : 0)
            case .more: return sum
            case .ping, .pong, .close, .violated: return -1
            }
        }
    }
}
