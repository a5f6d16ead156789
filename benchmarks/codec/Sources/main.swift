import Foundation

do {
    let options = try Options(CommandLine.arguments.dropFirst())
    try run(options)
} catch let fault as Fault {
    FileHandle.standardError.write(Data("codecbench: \(fault)\n".utf8))
    exit(1)
}

func run(_ options: Options) throws {
    let corpus = try Corpus(contentsOf: options.messages)
    let library = try options.peers.map { try PeerLibrary(path: $0, corpus: corpus) }
    let peers = library?.peers ?? []
    for peer in peers { try peer.check(corpus) }

    let rows = ourRows(corpus) + peers.flatMap { $0.rows(corpus) } + foundationRows(corpus)
    let chosen = options.only.isEmpty ? rows : rows.filter { options.only.contains($0.group.name) }
    let figures = Measurement(rows: chosen, rounds: options.rounds).figures()
    let report = Report(
        figures: figures, corpus: corpus, rounds: options.rounds, peers: peers.map(\.name),
        emptyCall: emptyCall(corpus.messages.count))
    print(report.markdown)
    if let file = options.json { try report.json().write(to: URL(fileURLWithPath: file)) }
}
