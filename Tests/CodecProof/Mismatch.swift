/// What two codecs disagree about, with all that it takes to see it again.
package struct Mismatch: Error, CustomStringConvertible {
    package var what: String
    package var records: [[UInt8]]
    /// The seed of the value or mutation alone: `again` with it repeats just this one.
    package var again = ""

    package init(_ what: String, _ records: [UInt8]...) {
        self.what = what
        self.records = records
    }

    package var description: String {
        ([what, again] + records.map(Mismatch.text)).filter { !$0.isEmpty }.joined(separator: "\n    ")
    }

    /// JSON as text, frames and broken text in hex.
    private static func text(_ bytes: [UInt8]) -> String {
        if bytes.allSatisfy({ (0x20...0x7E).contains($0) }) { return String(decoding: bytes, as: UTF8.self) }
        return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
