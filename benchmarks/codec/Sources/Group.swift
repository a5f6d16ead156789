/// Rows that do the same work, and the rows they are held against.
enum Group: CaseIterable {
    case jsonEncode, jsonDecode, binaryEncode, binaryDecode

    var name: String {
        switch self {
        case .jsonEncode: "JSON encode"
        case .jsonDecode: "JSON decode"
        case .binaryEncode: "binary encode"
        case .binaryDecode: "binary decode"
        }
    }

    /// Names of the rows that make a ratio column each.
    var references: [String] {
        switch self {
        case .jsonEncode: ["to_chars"]
        case .jsonDecode: ["simdjson"]
        case .binaryEncode: ["memcpy", "FlatBuffers"]
        case .binaryDecode: ["FlatBuffers"]
        }
    }
}
