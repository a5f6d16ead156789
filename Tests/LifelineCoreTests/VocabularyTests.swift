import LifelineCore
import Testing

@Suite("A vocabulary")
struct VocabularyTests {
    private func handle(of name: String, in vocabulary: Vocabulary) -> ChannelHandle? {
        var name = name
        return name.withUTF8 { vocabulary.handle(of: UnsafeRawBufferPointer($0)) }
    }

    private func name(of handle: ChannelHandle, in vocabulary: Vocabulary) -> String {
        String(decoding: vocabulary.name(of: handle), as: UTF8.self)
    }

    @Test("Knows 2,000 channels by name and by handle, and forgets those that go, whatever order they go in")
    func comeAndGo() throws {
        let vocabulary = Vocabulary(Catalogue())
        let numbers = Array(UInt32(256)..<2_256)
        for number in numbers {
            let name = try #require(ChannelName("made.\(number)"))
            #expect(vocabulary.add(name, ChannelHandle(rawValue: number)))
        }
        // A stride that shares no factor with 2,000 meets each once, far from the one before.
        let leaving = Set((0..<1_000).map { numbers[$0 * 7 % 2_000] })
        for number in leaving { vocabulary.remove(ChannelHandle(rawValue: number)) }
        for number in numbers {
            let isGone = leaving.contains(number)
            let known = ChannelHandle(rawValue: number)
            #expect(handle(of: "made.\(number)", in: vocabulary) == (isGone ? nil : known))
            #expect(name(of: known, in: vocabulary) == (isGone ? "" : "made.\(number)"))
        }
        for number in leaving {
            let name = try #require(ChannelName("made.\(number)"))
            #expect(vocabulary.add(name, ChannelHandle(rawValue: number)), "a name that went may come again")
        }
    }

    @Test("Refuses a name or a handle that is taken, and changes nothing")
    func taken() throws {
        let vocabulary = Vocabulary(Catalogue())
        let (a, b) = (ChannelHandle(rawValue: 300), ChannelHandle(rawValue: 301))
        #expect(vocabulary.add("first", a))
        #expect(!vocabulary.add("second", a))
        #expect(!vocabulary.add("first", b))
        #expect(handle(of: "first", in: vocabulary) == a)
        #expect(handle(of: "second", in: vocabulary) == nil)
        #expect(name(of: b, in: vocabulary).isEmpty)
    }

    @Test("Keeps the built-in channels, and shrugs at handles it does not know")
    func builtIn() {
        let vocabulary = Vocabulary(.control)
        let system = handle(of: "system", in: vocabulary)
        vocabulary.remove(ChannelHandle(rawValue: 0))
        vocabulary.remove(ChannelHandle(rawValue: 4_000_000_000))
        #expect(system == ChannelHandle(rawValue: 0) && handle(of: "system", in: vocabulary) == system)
    }
}
