import Foundation
import Testing

@testable import lifeline

@Suite("What the contract run shows")
struct BenchTests {
    private let promises = [
        Promise("a <way>", "median", must: "≤ 5 ms", seen: "1 ms", true),
        Promise("another way", "p99", must: "≤ 10 ms", seen: "11 ms", false),
    ]

    @Test("stands in rows that say what must be and what is, column under column")
    func table() {
        #expect(
            Promise.table(promises) == """
                      trial        promise  must be  is
                ok    a <way>      median   ≤ 5 ms   1 ms
                FAIL  another way  p99      ≤ 10 ms  11 ms

                """)
        #expect(Promise.verdict(promises) == "1 of 2 promises are broken.\n")
        #expect(Promise.verdict([promises[0]]) == "All 1 promises are kept.\n")
    }

    @Test("says how long it takes as people do")
    func time() {
        #expect(BenchProgress.spelled(59) == "59 s")
        #expect(BenchProgress.spelled(75) == "1 min 15 s")
    }

    @Test("is a picture, or a page with the picture and every promise; a place that cannot be written is named")
    func page() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lifeline-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let page = BenchPage(picture: LatencyPlot([]).svg, promises: promises)
        let (svg, html) = (folder.appending(path: "a.svg"), folder.appending(path: "a.html"))
        #expect(page.write(to: svg.path) == nil && page.write(to: html.path) == nil)
        #expect(try String(contentsOf: svg, encoding: .utf8).hasPrefix("<svg"))
        let text = try String(contentsOf: html, encoding: .utf8)
        #expect(text.contains("<svg") && text.contains("<td>a &lt;way></td>") && text.contains("class=\"broken\""))
        #expect(page.write(to: "/nowhere/at/all.svg")?.contains("/nowhere/at/all.svg") == true)
    }
}
