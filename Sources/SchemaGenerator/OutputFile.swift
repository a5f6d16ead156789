/// A file of the repository that follows from the descriptions.
struct OutputFile {
    /// From the repository's root.
    var path: String
    var bytes: [UInt8]

    init(_ path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    init(_ path: String, _ tree: JSONTree) {
        self.init(path, bytes: Array(JSONTreeWriter.document(tree).utf8))
    }
}
