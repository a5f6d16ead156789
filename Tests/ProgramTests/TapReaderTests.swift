import LifelineCore
import Roster
import Testing

@testable import lifeline

@Suite("A tap's reader")
struct TapReaderTests {
    struct Heard: Equatable {
        let channel, type, line: String
    }

    /// What is heard of a record, and what is complained of.
    private func read(_ bytes: [UInt8], _ form: RecordForm, channel: ChannelName? = nil) -> ([Heard], [String]) {
        let reader = TapReader(.stock)
        if let channel { reader.learn(channel, ChannelHandle(rawValue: 300)) }
        var heard: [Heard] = []
        var complaints: [String] = []
        reader.heard = {
            heard.append(Heard(channel: $0.channel, type: $0.type, line: String(decoding: $0.line, as: UTF8.self)))
        }
        reader.complained = { complaints.append($0) }
        bytes.withUnsafeBytes { reader.read($0, form) }
        return (heard, complaints)
    }

    private func read(_ text: String, channel: ChannelName? = nil) -> ([Heard], [String]) {
        read(Array(text.utf8), .text, channel: channel)
    }

    @Test("shows JSON as it came, keys that nobody knows included, each message of a batch by itself")
    func verbatim() {
        let beat = #"{"channel":"system","type":"heartbeat","ts":1,"id":7,"payload":{},"new":[1,"]},{"]}"#
        let (heard, complaints) = read("[\(beat) ,\n \(beat)]")
        #expect(heard == Array(repeating: Heard(channel: "system", type: "heartbeat", line: beat + "\n"), count: 2))
        #expect(complaints.isEmpty)
    }

    @Test("shows a type that nobody knows by its name, and goes on behind it")
    func unknownType() {
        let text = #"{"channel":"energy","type":"energy_aura","ts":1,"seq":3,"payload":{"hue":4}}"#
        let beat = #"{"channel":"system","type":"heartbeat","ts":1,"id":7,"payload":{}}"#
        let (heard, complaints) = read("[\(text),\(beat)]")
        #expect(heard.map(\.type) == ["energy_aura", "heartbeat"])
        #expect(heard.first?.line == text + "\n")
        #expect(complaints.isEmpty)
    }

    @Test("says an energy frame in JSON, and of a kind that nobody knows what its head says")
    func frames() throws {
        var update = EnergyUpdateSample.frame(kind: nil)
        let (known, _) = read(update, .binary)
        #expect(known.map(\.type) == ["energy_update"])
        #expect(known.first?.line.hasPrefix(#"{"channel":"energy","type":"energy_update","seq":5,"#) == true)
        update = EnergyUpdateSample.frame(kind: 0x4D2)
        let (unknown, complaints) = read(update, .binary)
        #expect(unknown.map(\.type) == ["0x4d2"])
        #expect(unknown.first?.line == "{\"channel\":\"energy\",\"type\":\"0x4d2\",\"seq\":5,\"frame\":9,\"ts\":2}\n")
        #expect(complaints.isEmpty)
    }

    @Test("puts nothing on a terminal that it would obey, and one message on one line")
    func harmless() {
        let (heard, _) = read(
            "{\"channel\":\"experience\",\r\n\t\"type\":\"token_stream\",\"ts\":1,\"seq\":1,\"payload\":"
                + "{\"stream\":1,\"model\":0,\"final\":false,\"at\":0,\"count\":1,\"text\":\"a\u{7F}b\u{9B}31mé\"}}")
        #expect(heard.count == 1)
        #expect(heard.first?.line.contains(#""text":"a\u007fb\u009b31mé""#) == true)
        #expect(heard.first?.line.filter { $0.isNewline } == "\n")
    }

    @Test(
        "takes what is no message for none, and traps on nothing",
        arguments: ["", "{", "[", "[[", "[,", "{}", "nonsense", "[{}", #"{"a":"\"#, "]"])
    func garbage(text: String) {
        let (heard, _) = read(text)
        #expect(heard.isEmpty)
    }

    @Test("knows channels that a server made at run time")
    func dynamic() {
        let text = #"{"channel":"weather","type":"heartbeat","ts":1,"seq":1,"payload":{}}"#
        #expect(read(text, channel: "weather").0.first?.channel == "weather")
    }
}
