import BenchMessages
import EnergyCodec
import EnergyProfile
import JSONCodec
import LifelineCore

// budgetprobe [OPERATION…]
//
// Runs each operation three times: a few repetitions to warm up, then `few`, then `many`. After each it calls
// `budget_mark`, where callgrind writes down what it has counted since the last one. What an operation costs is the
// difference of the last two, divided by the difference of their repetitions; scripts/check-budgets does that.
//
// Prints one line per operation, `NAME FEW MANY`, in the order of the marks.

let corpus = Corpus()
let vocabulary = Vocabulary(
    .energy + Catalogue(messages: [BenchUpdate.self], channels: [System.self]))
let benchUpdates = Envelope(System.self, BenchUpdate.self, at: corpus.time)
let energyUpdates = Envelope(Energy.self, EnergyUpdate.self, at: corpus.time)
let energyFields = Envelope(Energy.self, EnergyField.self, at: corpus.time)
let tokenStreams = Envelope(Experience.self, TokenStream.self, at: corpus.time)

let everything: [[Operation]] = [
    operations(of: Desk<JSONCodec, BenchUpdate>(corpus.benchUpdates, benchUpdates, vocabulary)),
    operations(of: Desk<EnergyCodec, BenchUpdate>(corpus.benchUpdates, benchUpdates, vocabulary)),
    operations(of: Desk<JSONCodec, EnergyUpdate>(corpus.energyUpdates, energyUpdates, vocabulary)),
    operations(of: Desk<EnergyCodec, EnergyUpdate>(corpus.energyUpdates, energyUpdates, vocabulary)),
    operations(of: Desk<JSONCodec, EnergyField>(corpus.energyFields, energyFields, vocabulary)),
    operations(of: Desk<EnergyCodec, EnergyField>(corpus.energyFields, energyFields, vocabulary)),
    operations(of: Desk<JSONCodec, TokenStream>(corpus.tokenStreams, tokenStreams, vocabulary)),
    operations(of: Desk<EnergyCodec, TokenStream>(corpus.tokenStreams, tokenStreams, vocabulary)),
]

/// What can be done at a desk. Every concrete desk comes through here, so that each is compiled for its types.
@inline(__always)
func operations<C: Codec, M: Message & Equatable>(of desk: Desk<C, M>) -> [Operation] {
    [
        Operation(name: "\(C.name)-encode-\(M.kind.name)") { desk.encode($0) },
        Operation(name: "\(C.name)-decode-\(M.kind.name)") { desk.decode($0) },
        Operation(name: "\(C.name)-decode-\(M.kind.name)-into-one") { desk.decodeIntoOne($0) },
    ]
}

let few = Corpus.count * 2
let many = Corpus.count * 10
let wanted = CommandLine.arguments.dropFirst()
for operation in everything.joined() where wanted.isEmpty || wanted.contains(operation.name) {
    operation.run(few)
    budgetMark()
    operation.run(few)
    budgetMark()
    operation.run(many)
    budgetMark()
    print(operation.name, few, many)
}

/// Callgrind writes down its counts when this returns.
@inline(never) @_cdecl("budget_mark")
func budgetMark() { marks &+= 1 }
nonisolated(unsafe) var marks = 0
