"""The checks of the house bite: what is wrong is found, what is right is let through."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "scripts", "lib"))

import autobahn_suite  # noqa: E402
import diagrams  # noqa: E402
import documents  # noqa: E402
import floors  # noqa: E402


def target(name, *below, kind="library", path=None, module="SwiftTarget", sources=()):
    return {
        "name": name, "type": kind, "path": path or f"Sources/{name}", "module_type": module,
        "sources": list(sources), "target_dependencies": list(below),
    }


STOCK = [
    target("LifelineCore"),
    target("JSONGrammar", "LifelineCore"),
    target("WebSocketWire", "LifelineCore"),
    target("CLibuv", kind="system-target", module="SystemLibraryTarget"),
    target("LifelineUV", "LifelineCore", "CLibuv"),
    target("LifelineSession", "LifelineCore"),
    target("Lifeline", "LifelineCore", "LifelineSession", "LifelineUV"),
    target("EnergyProfile", "LifelineCore"),
    target("JSONCodec", "LifelineCore", "JSONGrammar", path="Codecs/JSON"),
    target("EnergyCodec", "LifelineCore", path="Codecs/Energy"),
    target("WebSocketTransport", "LifelineCore", "LifelineUV", "WebSocketWire", path="Transports/WebSocket"),
    target("Roster", "Lifeline", "JSONCodec", "EnergyCodec", "WebSocketTransport"),
    target("lifeline", "Roster", "EnergyProfile", kind="executable"),
    target("CodecBench", "BenchMessages", "JSONCodec", kind="executable", path="benchmarks/codec"),
    target("BenchMessages", "LifelineCore", path="benchmarks/messages"),
    target("LifelineTests", "lifeline", "CLibuv", "EnergyCodec", kind="test", path="Tests/LifelineTests"),
]


class Floors(unittest.TestCase):
    def dependency_faults(self, *more, dependencies=()):
        return list(floors.dependency_faults({"dependencies": list(dependencies), "targets": STOCK + list(more)}))

    def source_faults(self, name, text, **kind):
        described = {"targets": [target(name, sources=["A.swift"], **kind)]}
        return list(floors.source_faults(described, lambda path: text))

    def test_the_house_as_designed_stands(self):
        self.assertEqual(self.dependency_faults(), [])

    def test_edges_up_and_sideways_are_found(self):
        for wrong in [
            target("HTTPHead", "WebSocketWire"),
            target("HTTPHead", "Lifeline"),
            target("HTTPHead", "CLibuv"),
            target("XMLCodec", "EnergyCodec"),
            target("XMLCodec", "Lifeline"),
            target("XMLCodec", "LifelineUV"),
            target("TCPTransport", "WebSocketTransport"),
            target("TCPTransport", "LifelineSession"),
            target("TCPTransport", "CLibuv"),
            target("bench", "CLibuv", kind="executable"),
            target("Other", kind="library"),
        ]:
            with self.subTest(wrong=wrong["name"], below=wrong["target_dependencies"]):
                self.assertEqual(len(self.dependency_faults(wrong)), 1)

    def test_an_unknown_target_is_sent_to_the_table(self):
        self.assertIn("table", self.dependency_faults(target("Utilities", "LifelineCore"))[0])

    def test_packages_are_found(self):
        self.assertEqual(len(self.dependency_faults(dependencies=[{"identity": "swift-nio"}])), 1)

    def test_unsafe_flags_are_found_in_libraries_alone(self):
        unsafe = [{"kind": {"unsafeFlags": {"_0": ["-Ounchecked"]}}}]
        described = {"targets": STOCK}
        for name, count in [("LifelineCore", 1), ("CodecBench", 0), ("LifelineTests", 0)]:
            manifest = {"targets": [{"name": name, "settings": unsafe}]}
            self.assertEqual(len(list(floors.manifest_faults(described, manifest))), count, name)

    def test_sources_are_read(self):
        for name, text, count in [
            ("Lifeline", "import LifelineCore\n", 0),
            ("Lifeline", "@preconcurrency public import Foundation\n", 1),
            ("Lifeline", "internal import struct FoundationEssentials.Data\n", 1),
            ("Lifeline", "// import Foundation\n/* uv_run\n uv_stop */ let a = 1\n", 0),
            ("Lifeline", "let important = reimport(Foundation)\n", 0),
            ("Lifeline", "uv_run(loop, UV_RUN_DEFAULT)\n", 1),
            ("Lifeline", "import CLibuv\n", 1),
            ("HTTPHead", "let fields = #/a+/#\n", 1),
            ("HTTPHead", "let host = Regex(a); host.wholeMatch(in: b)\n", 1),
            ("HTTPHead", "let regexes = 0 // no Regex\n", 0),
            ("LifelineUV", "import CLibuv\nlet e = UV_EOF; uv_stop(loop)\n", 0),
            ("LifelineCore", "import Synchronization\n", 1),
        ]:
            with self.subTest(name=name, text=text):
                self.assertEqual(len(self.source_faults(name, text)), count)
        self.assertEqual(self.source_faults("lifeline", "import Foundation\n", kind="executable"), [])
        self.assertEqual(self.source_faults("Tests", "import Foundation\nuv_stop(l)\n", kind="test"), [])


class Documents(unittest.TestCase):
    FILES = {
        "docs/b.md": "# The wire, in `bytes`\n\n## Again\n## Again\n<a id=\"here\"></a>\n",
        "scripts/test": "",
        "Examples/a.swift": "let a = 1\n",
    }

    def faults(self, text, path="docs/a.md"):
        files = {**self.FILES, path: text}
        folders = {os.path.dirname(name) for name in files} | {"."}
        return list(documents.faults(path, files.__getitem__, lambda goal: goal in files or goal in folders))

    def test_good_documents_pass(self):
        for text in [
            "[b](b.md) [b](./b.md#the-wire-in-bytes) [b](b.md#again-1) [b](b.md#here) [up](../docs/)",
            "[web](https://example.org/x) <mailto:a@example.org> `[b](nowhere.md)`",
            "```\n[b](nowhere.md)\n```\n[self](#title)\n# Title",
            "````md\n```\n[b](nowhere.md)\n````\n",
            "`scripts/test --fast` and `scripts/check-NAME` and `scripts/lib/*.sh`",
            "[b]: b.md",
            "<!-- file: Examples/a.swift -->\n```swift\nlet a = 1\n```\n",
        ]:
            with self.subTest(text=text):
                self.assertEqual(self.faults(text), [])

    def test_bad_documents_fail(self):
        for text in [
            "[b](c.md)", "![b](c.png)", "[b](b.md#nowhere)", "[b](/docs/b.md)", "[b](../../x.md)", "[b]: c.md",
            "```\nopen", "````\n```\n", "`scripts/nothing`", "[self](#nowhere)", "[a [b]](c.md)",
            "<!-- file: Examples/a.swift -->\n```swift\nlet a = 2\n```\n",
            "<!-- file: Examples/b.swift -->\n\n```swift\nlet a = 1\n```\n",
        ]:
            with self.subTest(text=text):
                self.assertEqual(len(self.faults(text)), 1)


class Diagrams(unittest.TestCase):
    def test_a_state_needs_a_place_and_a_place_its_state(self):
        arrow = "    here --> there: go"
        good = ["%% place here 0 0", "%% place there 1 0", "stateDiagram-v2", arrow]
        self.assertEqual(diagrams.States(good).names, {"here", "there"})
        self.assertIn(">there</text>", diagrams.States(good).draw("a title"))
        for bad in (good[1:], [*good, "%% place nowhere 2 0"]):
            with self.assertRaises(ValueError):
                diagrams.States(bad).draw("a title")

    def test_what_the_words_say_stays_text(self):
        lines = ["participant A as <a>", "participant B as b", "A->>B: 1 < 2 & so on"]
        self.assertIn("1 &lt; 2 &amp; so on", diagrams.Sequence(lines).draw("x"))

    def test_the_machines_have_their_cases_where_the_check_looks(self):
        for file, name in diagrams.MACHINES.values():
            self.assertIn("open", diagrams.swift_cases(file, name))


class AutobahnReports(unittest.TestCase):
    def judge(self, section="10", **cases):
        keys = ("behavior", "behaviorClose")
        index = {name.replace("_", ".")[1:]: dict(zip(keys, words)) for name, words in cases.items()}
        return autobahn_suite.judge({"lifeline": index}, section, lambda case: "words")

    def test_only_ok_and_informational_are_good(self):
        for words, failed, not_strict in [
            (("OK", "OK"), 0, 0),
            (("INFORMATIONAL", "OK"), 0, 0),
            (("INFORMATIONAL", "INFORMATIONAL"), 0, 0),
            (("NON-STRICT", "OK"), 0, 1),
            (("OK", "NON-STRICT"), 0, 1),
            (("FAILED", "OK"), 1, 0),
            (("OK", "FAILED"), 1, 0),
            (("OK", "WRONG CODE"), 1, 0),
            (("OK", "UNCLEAN"), 1, 0),
            (("OK", "FAILED BY CLIENT"), 1, 0),
            (("NON-STRICT", "WRONG CODE"), 1, 0),
            (("UNIMPLEMENTED", "OK"), 1, 0),
            (("OK",), 1, 0),
        ]:
            with self.subTest(words=words):
                counts, said = self.judge(_10_1_1=words)
                self.assertEqual(counts, {"cases": 1, "failed": failed, "not strict": not_strict})
                self.assertEqual(len(said), failed + not_strict)

    def test_a_section_is_whole_or_has_failed(self):
        self.assertEqual(autobahn_suite.judge({}, "9", str)[0], {"cases": 0, "failed": 54, "not strict": 0})
        counts, said = self.judge(_10_1_1=("OK", "OK"), _10_1_2=("OK", "OK"))
        self.assertEqual((counts["failed"], len(said)), (1, 1))


if __name__ == "__main__":
    unittest.main()
