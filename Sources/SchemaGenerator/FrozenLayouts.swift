/// Compares what a release promised with the layouts of today: they may only grow.
///
/// A reader of that release must understand today's writers, and the other way round. So a field keeps its key, kind,
/// place and optionality; new fields come last and are optional; alternatives are appended; words may hold more, never
/// less; packed parts stay as they are; numbers and names of types are never used again for another.
public enum FrozenLayouts {
    /// What breaks the promise, each with its place. Empty if nothing does.
    public static func faults(frozen: JSONTree, today: JSONTree) -> [String] {
        let now = today["types"]?.elements ?? []
        var faults: [String] = []
        for old in frozen["types"]?.elements ?? [] {
            let name = old["type"]?.text ?? ""
            let code = old["code"]?.integer ?? 0
            let named = now.first { $0["type"]?.text == name }
            let numbered = now.first { $0["code"]?.integer == code }
            if let named {
                same(["code", "textBearing"], old, named, name, &faults)
                fields(old, named, name, &faults)
            } else {
                faults.append("\(name): the type is gone")
            }
            if let other = numbered?["type"]?.text, other != name {
                faults.append("\(name): its number \(code) belongs to \(other) now")
            }
        }
        return faults
    }

    private static func same(
        _ keys: [String], _ old: JSONTree, _ new: JSONTree, _ place: String, _ faults: inout [String]
    ) {
        for key in keys {
            let (was, now) = (text(old[key]), text(new[key]))
            if was != now { faults.append("\(place): \(key) was \(was), is \(now)") }
        }
    }

    private static func text(_ tree: JSONTree?) -> String { tree.map { JSONTreeWriter.compact($0) } ?? "nothing" }

    private static func fields(_ old: JSONTree, _ new: JSONTree, _ place: String, _ faults: inout [String]) {
        let (before, after) = (old["fields"]?.elements ?? [], new["fields"]?.elements ?? [])
        for (index, field) in before.enumerated() {
            let key = field["key"]?.text ?? ""
            guard index < after.count else {
                faults.append("\(place).\(key): the field is gone")
                continue
            }
            same(["key", "bit", "offset", "size", "optional"], field, after[index], "\(place).\(key)", &faults)
            content(field, after[index], "\(place).\(key)", &faults)
        }
        for field in after.dropFirst(before.count) where field["optional"]?.isTrue != true {
            faults.append("\(place).\(field["key"]?.text ?? ""): a new field must be optional, or old messages lack it")
        }
    }

    private static func content(_ old: JSONTree, _ new: JSONTree, _ place: String, _ faults: inout [String]) {
        same(["kind"], old, new, place, &faults)
        guard text(old["kind"]) == text(new["kind"]) else { return }
        switch old["kind"]?.text {
        case "enum8":
            let (before, after) = (old["names"]?.elements ?? [], new["names"]?.elements ?? [])
            if text(.array(before)) != text(.array(Array(after.prefix(before.count)))) {
                faults.append("\(place): alternatives were \(text(old["names"])), are \(text(new["names"]))")
            }
        case "list":
            if let was = old["of"], let now = new["of"] { content(was, now, "\(place)[]", &faults) }
        case "part": fields(old, new, place, &faults)
        case "packed": same(["size", "keys"], old, new, place, &faults)
        case "name", "channel", "phrase":
            if let was = old["bytesMax"]?.integer, was > new["bytesMax"]?.integer ?? 0 {
                faults.append("\(place): at most \(was) bytes were promised, \(text(new["bytesMax"])) are too few")
            }
            if text(old["pattern"]) != text(new["pattern"]) {
                faults.append("\(place): its characters were \(text(old["pattern"])), are \(text(new["pattern"]))")
            }
        default: break
        }
    }
}
