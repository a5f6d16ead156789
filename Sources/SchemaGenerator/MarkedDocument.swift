/// A file written by hand, but for what stands between markers: lines of their own that say `word:begin` and `word:end`.
struct MarkedDocument {
    enum Comment { case markup, script }

    struct Region {
        var word: String
        var text: String
    }

    /// From the repository's root.
    var path: String
    var comment: Comment
    var regions: [Region]

    /// Every marker, in the order of the regions.
    var markers: [String] { regions.flatMap { [marker($0.word, "begin"), marker($0.word, "end")] } }

    private func marker(_ word: String, _ edge: String) -> String {
        switch comment {
        case .markup: "<!-- \(word):\(edge) -->"
        case .script: "// \(word):\(edge)"
        }
    }

    /// `document` with what is generated as of today; nil if it lacks a marker.
    func renewed(_ document: String) -> String? {
        regions.reduce(document) { document, region in document.flatMap { replacing(region, in: $0) } }
    }

    private func replacing(_ region: Region, in document: String) -> String? {
        let lines = document.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.firstIndex(of: marker(region.word, "begin")[...]),
            let last = lines.firstIndex(of: marker(region.word, "end")[...]), first < last
        else { return nil }
        return (lines[...first] + [region.text[...]] + lines[last...]).joined(separator: "\n")
    }
}
