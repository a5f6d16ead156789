import EnergyCodec
import EnergyProfile
import JSONCodec
import LifelineCore

/// What none of our writers send, and every reader takes: it means the same as a canonical record.
struct Lenient {
    enum Variant {
        case json(String)
        case energy(FrameBytes)
    }

    var name: String
    var note: String
    /// What it means.
    var meaning: VectorCase
    var variant: Variant

    var tree: JSONTree {
        let head: JSONTree = [
            "name": .string(name), "note": .string(note),
            "type": .string(meaning.isBatch ? "batch" : Published.name(type(of: meaning.messages[0].payload))),
            "json": .string(String(decoding: meaning.record(JSONCodec.self), as: UTF8.self)),
            "energy": .string(Hex.text(meaning.record(EnergyCodec.self))),
        ]
        return switch variant {
        case .json(let text): head.adding("codec", "json").adding("variant", .string(text))
        case .energy(let frame): head.adding("codec", "energy").adding("variant", .string(Hex.text(frame.bytes)))
        }
    }

    static var cases: [Lenient] { json + energy }

    static let update = VectorCase("", "", HandPicked.typical) { $0.seq = 5 }

    private static func json(_ name: String, _ note: String, _ meaning: VectorCase, _ text: String) -> Lenient {
        Lenient(name: name, note: note, meaning: meaning, variant: .json(text))
    }

    private static let payload =
        #"{"model":1,"pattern":10,"tokens":42,"energy":0.1,"total":1234.5678,"rate":12.5,"level":0.7,"entropy":1e-7}"#
    private static let head = #""channel":"energy","type":"energy_update","seq":5,"ts":1692300000123.457"#

    private static let json: [Lenient] = [
        json(
            "white space", "between any two tokens, and around the record", update,
            "\t\r\n {\n  \"channel\" : \"energy\",\"type\"\t:\"energy_update\" , \"seq\": 5,\r\n \"ts\":1692300000123.457 ,"
                + "\"payload\" : " + payload.replacing(",", with: " ,\n ") + "\n}\n"),
        json("payload first", "the envelope's keys come in any order", update, "{\"payload\":\(payload),\(head)}"),
        json(
            "payload in the middle", "before seq and ts", update,
            #"{"channel":"energy","type":"energy_update","payload":\#(payload),"ts":1692300000123.457,"seq":5}"#),
        json(
            "fields in another order", "so do a payload's", update,
            "{\(head),\"payload\":"
                + #"{"entropy":1e-7,"level":0.7,"rate":12.5,"total":1234.5678,"energy":0.1,"tokens":42,"pattern":10,"model":1}}"#
        ),
        json(
            "escaped keys and names", "an escape is the character it stands for", update,
            "{\(head.replacing("channel", with: #"\u0063hannel"#).replacing("energy_update", with: #"energy\u005fupdate"#)),"
                + "\"payload\":" + payload.replacing("tokens", with: #"tok\u0065ns"#) + "}"),
        json(
            "unknown keys", "of a newer release: passed over and counted", update,
            "{\"version\":[1,{\"a\":null}],\(head),\"payload\":{\"colour\":\"blue\"," + payload.dropFirst().dropLast()
                + ",\"more\":{\"deep\":[true]}},\"trace\":\"x\"}"),
        json(
            "number spellings", "any spelling of the same number", update,
            "{\(head.replacing("1692300000123.457", with: "1.692300000123457E+12")),\"payload\":"
                + #"{"model":1.0,"pattern":1e1,"tokens":0.42e2,"energy":0.10000000000000000555,"total":12345678e-4,"#
                + #""rate":12.50,"level":7E-1,"entropy":0.0000001}}"#),
        json("frame zero", "a message that belongs to no tick", update, "{\(head),\"frame\":0,\"payload\":\(payload)}"),
        json(
            "nanoseconds", "ts is rounded to the nearest microsecond", update,
            "{\(head.replacing(".457", with: ".4567")),\"payload\":\(payload)}"),
        json(
            "minus zero", "is zero", VectorCase("", "", EnergyUpdate()) { $0.time = Timestamp() },
            #"{"channel":"energy","type":"energy_update","ts":-0,"payload":{"model":-0,"pattern":0,"tokens":0,"#
                + #""energy":-0.0,"total":-0e5,"rate":-1e-400,"level":-0,"entropy":1e-60}}"#),
        json(
            "document with white space", "is made canonical",
            VectorCase(
                "", "",
                HandPicked.made(Request.self) {
                    $0.method = "m"
                    $0.params = HandPicked.document(#"{"b":[1,0.1,"é"],"a":{}}"#)
                }
            ) { $0.reference = 1 },
            #"{"channel":"system","type":"request","id":1,"ts":1692300000123.457,"payload":{"method":"m","params":{ "b" :"#
                + #" [ 1.0 , 1e-1 , "\u00e9" ] , "a" : { } }}}"#),
        json(
            "unknown message in a snapshot", "passed over and counted", snapshot(of: Array(HandPicked.items.prefix(1))),
            #"{"channel":"energy","type":"state_snapshot","ts":1692300000123.457,"payload":{"epoch":1,"part":0,"last":true,"#
                + #""items":[{"channel":"energy","type":"from_the_future","ts":0,"payload":{"x":1}},"#
                + #"{"channel":"energy","type":"energy_update","seq":1206,"ts":1692300000123.457,"payload":\#(payload)}]}}"#
        ),
    ]

    static func snapshot(of items: [Item]) -> VectorCase {
        VectorCase(
            "", "",
            HandPicked.made(StateSnapshot.self) {
                $0.epoch = 1
                $0.last = true
                $0.items = items
            }
        ) { $0.channel = Energy.handle }
    }
}

extension String {
    /// Every occurrence of `old` replaced; the standard library alone has no word for it here.
    fileprivate func replacing(_ old: String, with new: String) -> String {
        var result = ""
        var rest = self[...]
        while !rest.isEmpty {
            if rest.hasPrefix(old) {
                result += new
                rest = rest.dropFirst(old.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }
}
