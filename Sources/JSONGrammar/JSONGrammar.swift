/// A stand-in: one object without white space at its ends. Another module of that name replaces it.
public enum JSONGrammar {
    public static func isCanonical(_ bytes: UnsafeRawBufferPointer, depthMax: Int) -> Bool {
        guard bytes.count >= 2, bytes[0] == 0x7B, bytes[bytes.count - 1] == 0x7D else { return false }
        return bytes.allSatisfy { (0x21..<0x7F).contains($0) }
    }
}
