internal import CLibuv

/// The system's random source.
public enum Entropy {
    /// Fills all of `bytes`. Blocks only while a machine that has just started gathers its first randomness.
    public static func fill(_ bytes: UnsafeMutableRawBufferPointer) {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return }
        let code = uv_random(nil, nil, start, bytes.count, 0, nil)
        precondition(code == 0, "the system has no random numbers: \(code)")
    }
}
