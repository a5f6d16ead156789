internal import WebAssets

/// A file inside the program: the page, its client, a schema.
struct Asset: @unchecked Sendable {  // Sendable: the bytes are part of the program and never change.
    let path: String
    let type: StaticString
    let bytes: UnsafeRawBufferPointer

    static let all: [Asset] = {
        guard let count = Int(exactly: lifeline_asset_count), let first = lifeline_asset_list() else { return [] }
        return UnsafeBufferPointer(start: first, count: count).map { asset in
            let path = String(cString: asset.path)
            return Asset(
                path: path, type: type(of: path), bytes: UnsafeRawBufferPointer(start: asset.bytes, count: asset.count))
        }
    }()

    private static func type(of path: String) -> StaticString {
        let types: [(suffix: String, type: StaticString)] = [
            (".js", "text/javascript; charset=utf-8"), (".css", "text/css; charset=utf-8"),
            (".json", "application/json"), (".svg", "image/svg+xml"), (".png", "image/png"),
            (".ts", "text/plain; charset=utf-8"),
        ]
        return types.first { path.hasSuffix($0.suffix) }?.type ?? "text/html; charset=utf-8"
    }
}
