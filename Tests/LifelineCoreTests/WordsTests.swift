import LifelineCore
import Testing

@Suite("Words")
struct WordsTests {
    @Test("Are equal if their bytes are, and not if they only look alike")
    func bytes() {
        let (whole, composed) = (Text("caf\u{E9}"), Text("cafe\u{301}"))
        #expect(whole.storage == composed.storage, "what Swift says of strings")
        #expect(whole != composed)
        #expect(Set([whole, composed]).count == 2)
        #expect(Optional(whole) != Optional(composed))
        #expect(whole == Text("caf\u{E9}"))
    }

    @Test("By which something is found or let in are ASCII, where looks and bytes are one")
    func identifiers() {
        for byte in UInt8(0x80)...0xFF {
            withUnsafeBytes(of: byte) { byte in
                #expect(!Name.accepts(byte) && !ChannelName.accepts(byte))
                #expect(!Secret.accepts(byte) && !Phrase.accepts(byte))
            }
        }
        for text in ["caf\u{E9}", "cafe\u{301}"] {
            #expect(Name(text) == nil && ChannelName(text) == nil && Secret(text) == nil)
        }
        let plain = "cafe"
        #expect(Name(plain) != nil && ChannelName(plain) != nil && Secret(plain) != nil)
    }

    @Test("Pass with as many bytes as they may have, and not with one more")
    func bounds() {
        func word(_ count: Int) -> String { String(repeating: "a", count: count) }
        #expect(Name(word(128)) != nil && Name(word(129)) == nil)
        #expect(ChannelName(word(128)) != nil && ChannelName(word(129)) == nil && ChannelName(word(0)) == nil)
        #expect(Secret(word(4096)) != nil && Secret(word(4097)) == nil)
    }
}
