import Lifeline
import LifelineCore
import LifelineSession
@testable import Service
import Testing

@Suite("Settings")
struct SettingTests {
    @Test("have one name each, and a sentence of help that fits a terminal")
    func names() {
        #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
        for setting in Setting.all {
            #expect(!setting.help.isEmpty && setting.help.utf8.count <= 100, "\(setting.name)")
        }
    }

    @Test(
        "take what they say, just up to their bounds",
        arguments: [
            ("port", "0"), ("port", "65535"), ("hz", "1"), ("hz", "1000"), ("loops", "64"), ("auth", "none"),
            ("record-max", "1k"), ("record-max", "64M"), ("drain", "0"), ("drain", "60s"), ("heartbeat", "50ms"),
            ("slow-after", "10"),
            ("source", "demo"), ("source", "openai:http://127.0.0.1:11434/v1,a,b"), ("origin", "http://localhost:5173"),
            ("host", "box.lan:8145"), ("unix", "none"), ("unix", "/run/x"), ("log-level", "silent"), ("status", "no"),
            ("token", "0123456789abcdef"), ("listen", "ws://127.0.0.1:1/ws"),
        ])
    func taken(name: String, value: String) throws {
        var options = ServiceOptions()
        try #require(Setting.named(name)).take(value, into: &options)
    }

    @Test(
        "refuse what is just beyond, and say what would do",
        arguments: [
            ("port", "65536"), ("port", "-1"), ("port", "8145x"), ("hz", "0"), ("hz", "1001"), ("loops", "65"),
            ("auth", "maybe"), ("record-max", "1023"), ("record-max", "65M"), ("record-max", "9999999999999M"),
            ("drain", "61s"), ("drain", "1h"), ("heartbeat", "49"), ("slow-after", "9"), ("source", "cake"),
            ("source", "openai:https://example.org,a"), ("source", "openai:http://127.0.0.1:1/v1"),
            ("origin", "localhost"), ("origin", "null"), ("host", "box"),
            ("unix", "relative"), ("log-level", "loud"), ("status", "perhaps"), ("token", "short"),
            ("token", "has a space in the middle"), ("listen", "nowhere"),
        ])
    func refused(name: String, value: String) throws {
        var options = ServiceOptions()
        let setting = try #require(Setting.named(name))
        let fault = #expect(throws: SettingFault.self) { try setting.take(value, into: &options) }
        #expect(
            fault?.words.contains("use ") == true || fault?.words.contains("name ") == true
                || fault?.words.contains("write ") == true)
    }

    @Test("that contradict each other are refused together")
    func contradictions() throws {
        var open = ServiceOptions()
        open.binds = ["0.0.0.0"]
        open.auth = .none
        #expect(throws: SettingFault.self) { try Service(open) }
        for place in ["ws://0.0.0.0:1/ws", "ws://[::]:1/ws", "ws://[fe80::1]:1/ws", "ws://10.0.0.1/ws", "ws://127x"] {
            var listening = ServiceOptions()
            listening.auth = .none
            listening.listens = [try #require(Address(place))]
            #expect(throws: SettingFault.self, "\(place)") { try Service(listening) }
        }
        var closed = ServiceOptions()
        closed.auth = .none
        closed.listens = ["ws://[::1]:1/ws", "ws://127.0.0.2:1/ws", "ws:/run/a:/ws", "unix:/run/b"].compactMap {
            Address($0)
        }
        #expect(throws: Never.self) { try Service(closed) }
        var hasty = ServiceOptions()
        hasty.hub.profile.timeout = hasty.hub.profile.heartbeat
        #expect(throws: SettingFault.self) { try Service(hasty) }
    }

    @Test("stand in a file as name = value, with comments, and a fault names its line")
    func file() throws {
        var options = ServiceOptions()
        try ConfigFile.apply("# a comment\n\n hz = 30 # thirty\r\nsource=demo\nsource = stdin", "a.conf", &options)
        #expect(options.hertz == 30)
        #expect(options.sources == [.demo, .stdin])
        for (text, words) in [
            ("hz", "line 1"), ("\n\nhz = 0", "line 3"), ("cake = 1", "no setting 'cake'"), ("hz=1\nhz=2", "twice"),
        ] {
            let fault = #expect(throws: SettingFault.self) { try ConfigFile.apply(text, "a.conf", &options) }
            #expect(fault?.words.contains(words) == true, "\(text)")
        }
    }
}
