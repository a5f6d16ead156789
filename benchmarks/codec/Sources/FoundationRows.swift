import Foundation

/// What Swift brings along. A pass of these is longer than a sample need be, so that each round makes just one.
func foundationRows(_ corpus: Corpus) -> [Row] {
    let encoder = JSONEncoder()
    let decoder = JSONDecoder()
    let inputs = corpus.lines.map { Data($0) }
    let messages = corpus.messages
    let sizes = messages.map { message in (try? encoder.encode(message))?.count ?? 0 }
    return [
        Row(
            name: "Foundation JSONEncoder", group: .jsonEncode, messages: messages.count,
            bytes: Double(sizes.reduce(0, +)) / Double(messages.count)
        ) {
            for message in messages {
                guard (try? encoder.encode(message)) != nil else { fatalError("JSONEncoder refused a message") }
            }
        },
        Row(
            name: "Foundation JSONDecoder", group: .jsonDecode, messages: messages.count, bytes: corpus.lineBytesMean
        ) {
            for input in inputs {
                guard (try? decoder.decode(Message.self, from: input)) != nil else {
                    fatalError("JSONDecoder refused a line")
                }
            }
        },
    ]
}
