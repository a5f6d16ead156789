import FuzzKit
import JSONGrammar

enum JSONTarget {
    static func run(_ input: UnsafeRawBufferPointer) {
        guard let start = input.baseAddress else { return }
        let end = start + input.count
        var scanner = JSONScanner(depthMax: 16, keysMax: 64)
        var fault = JSONFault()
        guard let after = scanner.skip(start, end, &fault) else { return }
        law(after > start && after <= end, "a value that ends where it cannot")
        let value = UnsafeRawBufferPointer(start: start, count: after - start)
        law(JSONGrammar.nests(value, 16), "deeper than was allowed")
        let canonical = JSONGrammar.canonical(start, after)
        // A number in full may be longer than it was, by no more than a double's digits.
        law(canonical.count <= 32 * value.count, "\(value.count) bytes have become \(canonical.count)")
        canonical.withUnsafeBytes { bytes in
            law(JSONGrammar.isCanonical(bytes, depthMax: 16, keysMax: 64), "canonical form that is not canonical")
        }
    }
}
