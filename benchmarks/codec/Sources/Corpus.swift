import Foundation

/// The messages every row works on: as text, and as values.
struct Corpus {
    /// The JSON lines as they stand in the file, without their line feeds.
    let lines: [[UInt8]]
    /// `messages[i]` is what `lines[i]` says.
    let messages: [Message]

    var lineBytesMean: Double { Double(lines.reduce(0) { $0 + $1.count }) / Double(lines.count) }

    init(contentsOf file: String) throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Fault.unreadable("\(file) cannot be read")
        }
        lines = data.split(separator: UInt8(ascii: "\n")).map { [UInt8]($0) }
        guard !lines.isEmpty else { throw Fault.unreadable("\(file) holds no messages") }
        let decoder = JSONDecoder()
        messages = try lines.enumerated().map { index, line in
            do {
                return try decoder.decode(Message.self, from: Data(line))
            } catch {
                throw Fault.unreadable("\(file):\(index + 1): \(error)")
            }
        }
    }
}
