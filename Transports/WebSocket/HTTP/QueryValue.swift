/// What a query says under one name.
public enum QueryValue: Sendable, Hashable {
    case absent
    case value([UInt8])
    /// There twice, longer than was asked for, or a `%` without two hex digits.
    case malformed
}

extension RequestHead {
    /// The percent-decoded value of `name` in the query, at most `bytesMax` bytes. A `+` stays a `+`.
    ///
    /// `name` itself is compared as it came: letters and digits need no encoding.
    public func queryValue(_ name: StaticString, bytesMax: Int) -> QueryValue {
        withQuery { query in
            var found = QueryValue.absent
            var pairs = ListWalk(query, separator: UInt8(ascii: "&"))
            while let pair = pairs.next() {
                let cut = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.count
                guard ASCIIText.equals(UnsafeRawBufferPointer(rebasing: pair[..<cut]), name) else { continue }
                guard found == .absent else { return .malformed }
                let raw = UnsafeRawBufferPointer(rebasing: pair.dropFirst(cut &+ 1))
                guard let value = PercentCoding.decoded(raw, bytesMax: bytesMax) else { return .malformed }
                found = .value(value)
            }
            return found
        }
    }
}
