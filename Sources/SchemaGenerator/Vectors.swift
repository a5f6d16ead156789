import EnergyProfile
import LifelineCore

/// The files of golden vectors.
enum Vectors {
    static var files: [OutputFile] {
        var files = Published.types.map { file(of: $0, [:]) }
        let shape = EveryShape.self
        files.append(
            file(of: shape, ["layout": LayoutTree.tree(shape), "schema": MessageSchema.tree(shape, home: nil)]))
        files.append(file("batch", [], HandPicked.batches.map(\.tree)))
        files.append(file("deltas", [], PartialDelta.cases.map(\.tree)))
        files.append(file("lenient", [], Lenient.cases.map(\.tree)))
        files.append(file("invalid-json", [], InvalidJSON.cases.map(\.tree)))
        files.append(file("invalid-energy", [], InvalidEnergy.cases.map(\.tree)))
        return files
    }

    private static func file(of type: any Message.Type, _ extra: JSONTree) -> OutputFile {
        let cases = edges(type) + HandPicked.cases.filter { Swift.type(of: $0.messages[0].payload).kind == type.kind }
        let names = cases.map(\.name)
        precondition(Set(names).count == names.count, "two vectors of \(type) have one name: \(names)")
        precondition(
            names.count > 8 || type.kind.code == 0x7FF, "\(type) has no hand-picked vector: add one to HandPicked")
        return file(Published.name(type), extra.members, cases.map(\.tree))
    }

    private static func file(_ name: String, _ extra: [JSONTree.Member], _ vectors: [JSONTree]) -> OutputFile {
        let head: JSONTree = ["channels": VectorChannels.tree]
        return OutputFile(
            "schemas/vectors/\(name).json", .object(head.members + extra).adding("vectors", .array(vectors)))
    }

    /// What follows from the description alone, so that a new type has vectors from its first day.
    private static func edges(_ type: any Message.Type) -> [VectorCase] {
        func open<M: Message>(_ type: M.Type) -> [VectorCase] {
            func filled(_ edge: VectorFiller.Edge) -> M { VectorFiller.filled(M.self, edge) }
            let random = (1...3).map { seed in
                let message = VectorFiller.filled(M.self, .random, seed: UInt64(seed) << 16 | UInt64(M.kind.code))
                return VectorCase("random \(seed)", "whatever travels", message) { $0.seq = UInt64(seed) }
            }
            return [
                VectorCase("defaults", "nothing set", M()),
                VectorCase("least", "each field as low or short as it goes", filled(.least)),
                VectorCase("most", "each field as high or long as it goes", filled(.most)) {
                    $0.seq = Shape.u53Max
                    $0.frame = .max
                    $0.reference = .max
                    $0.flags = [.answer, .replay]
                },
                VectorCase("step", "each field one step above its lowest, or above zero", filled(.step)) {
                    $0.seq = 1
                    $0.frame = 1
                    $0.reference = 1
                },
                VectorCase(
                    "required alone", "everything but what is optional",
                    VectorFiller.filled(M.self, .most, optionals: false)),
            ] + random
        }
        return open(type)
    }
}
