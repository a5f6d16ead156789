"""The machinery of the benchmarks: callgrind's files are read right, budgets bite, ratios are taken within a round."""

import importlib.machinery
import importlib.util
import os
import sys
import unittest

ROOT = os.path.join(os.path.dirname(__file__), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "scripts", "lib"))
sys.path.insert(0, os.path.join(ROOT, "benchmarks", "transport", "runner"))
sys.path.insert(0, os.path.join(ROOT, "benchmarks", "charts"))

import budgets  # noqa: E402
import chart  # noqa: E402
from figures import Figures, verdict  # noqa: E402
from modes import MODES  # noqa: E402
from servers import all_servers  # noqa: E402


def program(path):
    """A script without an ending, as a module."""
    loader = importlib.machinery.SourceFileLoader(os.path.basename(path), os.path.join(ROOT, path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def part(instructions, calls):
    """A file of callgrind's in which `work` calls functions so many times."""
    lines = ["events: Ir", "fn=(1) work", "0 7"]
    for number, (name, count) in enumerate(calls.items(), 2):
        lines += [f"cfn=({number}) {name}", f"calls={count} 0", "0 99"]
    return lines + [f"totals: {instructions}"]


class Budgets(unittest.TestCase):
    def test_calls_are_counted_by_family(self):
        counted = budgets.counts(part(1000, {"malloc": 3, "swift_retain": 2, "swift_release'2": 5, "memcpy": 9}))
        self.assertEqual(counted, (1000, 3, 2, 5))

    def test_a_name_is_known_by_its_number_afterwards(self):
        lines = ["fn=(1) work", "cfn=(2) malloc", "calls=1 0", "0 9", "fn=(3) other", "cfn=(2)", "calls=4 0", "0 9"]
        self.assertEqual(budgets.counts(lines).allocations, 5)

    def test_one_retain_that_passes_on_to_another_is_one(self):
        lines = [
            "fn=(1) work", "cfn=(2) swift_bridgeObjectRetain", "calls=4 0", "0 9",
            "fn=(2)", "cfn=(3) swift_retain", "calls=4 0", "0 9"]
        self.assertEqual(budgets.counts(lines).retains, 4)

    def test_a_cost_is_a_difference(self):
        parts = {1: part(9999, {"malloc": 50}), 2: part(150, {"malloc": 10}), 3: part(650, {"malloc": 60})}
        found = budgets.costs(["encode 10 110"], parts.get)
        self.assertEqual(found, {"encode": (5, 0.5, 0, 0)})

    def test_budgets_survive_being_written(self):
        rows = {"a": budgets.Cost(103, 0, 0.38, 2)}
        text = budgets.written(["# head"], rows)
        self.assertEqual(budgets.read_budgets(text), rows)
        self.assertEqual(budgets.comments(text), ["# head"])

    def test_over_missing_and_forgotten_are_faults(self):
        allowed = {"a": budgets.Cost(103, 0, 1, 1), "gone": budgets.Cost(1, 0, 0, 0)}
        fine = {"a": budgets.Cost(103, 0, 1, 1), "gone": budgets.Cost(1, 0, 0, 0)}
        self.assertEqual(budgets.verdict(fine, allowed), ([], []))
        for cost in [(103.1, 0, 1, 1), (100, 0.01, 1, 1), (100, 0, 1.1, 1), (100, 0, 1, 2)]:
            faults, _ = budgets.verdict({**fine, "a": budgets.Cost(*cost)}, allowed)
            self.assertEqual(len(faults), 1, cost)
        self.assertEqual(len(budgets.verdict({**fine, "new": fine["a"]}, allowed)[0]), 1)
        self.assertEqual(len(budgets.verdict({"a": fine["a"]}, allowed)[0]), 1)

    def test_a_loose_budget_is_said_and_is_no_fault(self):
        allowed = {"a": budgets.Cost(1000, 0, 1, 0)}
        faults, advice = budgets.verdict({"a": budgets.Cost(800, 0, 1, 0)}, allowed)
        self.assertEqual((faults, len(advice)), ([], 1))
        self.assertEqual(budgets.verdict({"a": budgets.Cost(960, 0, 1, 0)}, allowed), ([], []))


class Ratios(unittest.TestCase):
    mode = MODES["echo64x1"]
    measure = mode.measures[0]

    def figures(self, *samples):
        keys = ("server", "round", "cpu_us", "foreign_cores")
        return Figures(
            [{"mode": self.mode.name, "noisy": False, **dict(zip(keys, sample))} for sample in samples],
            all_servers("out", "ours"))

    def test_a_ratio_is_within_a_round(self):
        # The machine was three times as slow in the second round, and the third has no reference.
        figures = self.figures(
            ("reference", 0, 1.0, 0), ("lifeline", 0, 1.1, 0), ("reference", 1, 3.0, 0), ("lifeline", 1, 3.3, 0),
            ("lifeline", 2, 9.0, 0))
        ratio = figures.ratio(self.mode, self.measure, "lifeline")
        self.assertAlmostEqual(ratio.median, 1.1)
        self.assertEqual(ratio.count, 2)

    def test_unix_is_against_unix(self):
        figures = self.figures(("reference", 0, 9.0, 0), ("reference-unix", 0, 2.0, 0), ("lifeline-unix", 0, 3.0, 0))
        self.assertAlmostEqual(figures.ratio(self.mode, self.measure, "lifeline-unix").median, 1.5)

    def test_absolute_figures_are_of_the_calmer_half(self):
        figures = self.figures(*(("reference", turn, 1.0 + turn, turn / 10) for turn in range(4)))
        self.assertAlmostEqual(figures.absolute(self.mode, self.measure, "reference").median, 2.0)

    def test_a_verdict_is_of_what_is_shown(self):
        for cost, wanted in [(1.03, "aim"), (1.034, "aim"), (1.04, "must"), (1.10, "must"), (1.11, "missed")]:
            figures = self.figures(("reference", 0, 1.0, 0), ("lifeline", 0, cost, 0))
            self.assertEqual(verdict(self.measure, figures.ratio(self.mode, self.measure, "lifeline")), wanted)


class Charts(unittest.TestCase):
    results = os.path.join(ROOT, "benchmarks", "results")

    def test_ticks_span_what_is_drawn(self):
        for low, high, wanted in [
            (1, 1.2, [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2]), (0, 6, [0, 1, 2, 3, 4, 5, 6]), (3, 900, [1, 10, 100, 1000])
        ]:
            for tick, value in zip(chart.tick_values(low, high), wanted, strict=True):
                self.assertAlmostEqual(tick, value)

    def test_a_table_is_read_below_its_heading(self):
        draw = program("benchmarks/charts/draw")
        page = "# Page\n\n## One\n\n| mode | **a** |\n| --- | --: |\n| echo | **1 306 B** |\n\ntext\n"
        self.assertEqual(draw.tables(page), [("One", [{"mode": "echo", "a": "1 306 B"}])])
        self.assertEqual([draw.number(cell) for cell in ["1 306 B", "0.93 (0.9…1)", "–"]], [1306, 0.93, None])

    def test_charts_are_what_their_pages_say(self):
        draw = program("benchmarks/charts/draw")
        for page, drawing in draw.PAGES.items():
            with open(os.path.join(self.results, page), encoding="utf-8") as file:
                charts = drawing(file.read())
            for name, wanted in charts.items():
                with open(os.path.join(self.results, f"{name}.svg"), encoding="utf-8") as file:
                    self.assertEqual(file.read(), wanted, f"{name}.svg: run benchmarks/charts/draw benchmarks/results/{page}")


class Readme(unittest.TestCase):
    """The figures on the project's first page are those of the pages of results."""

    draw = program("benchmarks/charts/draw")

    def page(self, name):
        with open(os.path.join(ROOT, name), encoding="utf-8") as file:
            return file.read()

    def results(self, name):
        return dict(self.draw.tables(self.page(f"benchmarks/results/{name}")))

    def shows(self, shown, figures):
        """That `3.5; 12` is those figures, rounded to the digits that it shows."""
        for words, figure in zip(shown.split("; "), figures, strict=True):
            digits = len(words.partition(".")[2])
            self.assertEqual(words, f"{figure:,.{digits}f}")

    def test_codecs(self):
        rows = self.draw.table_with(self.page("README.md"), "ns a message")
        results = self.results("codec.md")
        for row, (way, peers) in zip(rows, {
                "JSON encode": ["to_chars"], "JSON decode": ["simdjson"], "binary encode": ["FlatBuffers", "memcpy"],
                "binary decode": ["FlatBuffers"]}.items(), strict=True):
            ours = next(row for row in results[way] if row[""] == "Lifeline")
            with self.subTest(way):
                self.shows(row["ns a message"], [self.draw.number(ours["ns/message"])])
                self.shows(row["ratio"], [self.draw.number(ours[f"ratio to {peer}"]) for peer in peers])

    def test_transport(self):
        rows = self.draw.table_with(self.page("README.md"), "best peer")
        results = {row["mode"]: row for row in self.draw.table_with(self.page("benchmarks/results/transport.md"), "must")}
        for row, mode in zip(rows, [
                "echo 64×1, CPU", "echo 64×16, CPU", "fan-out 1000 at 60 Hz, CPU", "fan-out 1000 at 60 Hz, 4 messages a tick, CPU",
                "fan-out 1000, bursts of 16, CPU", "handshake, CPU", "memory per idle connection"], strict=True):
            peers = list(results[mode])[list(results[mode]).index("reference") + 1:]
            with self.subTest(mode):
                self.shows(row["Lifeline"], [self.draw.number(results[mode]["Lifeline"])])
                self.shows(row["best peer"], [min(self.draw.number(results[mode][peer]) for peer in peers)])

    def test_both_ends(self):
        if "Not for publication" in self.page("benchmarks/results/end-to-end.md"):
            self.skipTest("end-to-end.md is not for publication")
        tables = self.results("end-to-end.md")
        ends = tables["JSON against energy"]
        text = " ".join(self.page("README.md").split())
        median, p99 = (max(self.draw.number(row[column]) for row in ends) for column in ["median", "p99"])
        self.assertIn(f"{median:.1f} ms in the median and {p99:.1f} ms at p99", text)
        crowd = self.draw.number(tables["From one loop to two"][0]["p99"])
        self.assertIn(f"p99 is {crowd:.0f} ms on", text)


if __name__ == "__main__":
    unittest.main()
