import Glibc

/// What a run saw, for people who were not there: a picture (`.svg`), or a page with the picture and the promises (`.html`).
struct BenchPage {
    let picture: String
    let promises: [Promise]

    /// Nil if it was written, else why not.
    func write(to path: String) -> String? {
        guard let file = fopen(path, "w") else { return BenchPage.trouble(path) }
        let isWritten = fputs(path.hasSuffix(".html") ? page : picture, file) >= 0
        return fclose(file) == 0 && isWritten ? nil : BenchPage.trouble(path)
    }

    private static func trouble(_ path: String) -> String {
        "cannot write \(path): \(String(cString: strerror(errno))); give --plot a file that can be written"
    }

    private var page: String {
        let head = Promise.titles.map { "<th>\($0)</th>" }.joined()
        let rows = promises.map { promise in
            "<tr class=\"\(promise.isKept ? "kept" : "broken")\">"
                + promise.cells.map { "<td>\(BenchPage.escaped($0))</td>" }.joined() + "</tr>"
        }
        return """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark">
            <title>Lifeline: the contract, measured</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em; }
            svg { width: 100%; height: auto; }
            table { border-collapse: collapse; margin-top: 2em; width: 100%; }
            th, td { text-align: left; padding: .3em .8em; border-bottom: 1px solid #8884; font-variant-numeric: tabular-nums; }
            .kept td:first-child { color: #0d9488; } .broken { color: #dc2626; font-weight: 600; }
            </style>
            <h1>The contract, measured</h1>
            \(picture)
            <p>\(Promise.verdict(promises))</p>
            <table><thead><tr>\(head)</tr></thead><tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table>
            </html>

            """
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "<": result += "&lt;"
            case "&": result += "&amp;"
            default: result.append(character)
            }
        }
    }
}
