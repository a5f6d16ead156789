"""Which lines of the readers are run by tests, as llvm-cov has counted them. Prints a table; fails below 95 %.

    coverage.py FILE [--lines]     FILE is what `swift test --show-codecov-path` names
"""

import json
import os
import sys

LEAST = 95
MODULES = {
    "JSONGrammar": "Sources/JSONGrammar/",
    "HTTPHead": "Transports/WebSocket/HTTP/",
    "WebSocketWire": "Transports/WebSocket/Wire/",
    "JSONCodec": "Codecs/JSON/",
    "EnergyCodec": "Codecs/Energy/",
    "LifelineCore/Wire": "Sources/LifelineCore/Wire/",
}
# Reads nothing: it guesses the size of messages of our own.
OTHERS = ("Sources/LifelineCore/Wire/Weight.swift",)


def counts(segments):
    """How often each line was run, of those that have code: the most of the regions that begin in it or go through it.

    A segment is line, column, count, whether it has a count, whether a region begins, whether it is a gap.
    """
    found, last = {}, None
    for line, _, count, has_count, begins, is_gap in segments:
        if last is not None:
            for between in range(last[0] + 1, line + (not begins)):
                if last[2]:
                    found[between] = max(found.get(between, 0), last[1])
        if has_count and begins and not is_gap:
            found[line] = max(found.get(line, 0), count)
        last = (line, count, has_count and not is_gap)
    return found


def runs(numbers):
    """[1, 2, 3, 7] as 1–3, 7."""
    found = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(f"{a}–{b}" if b > a else f"{a}" for a, b in found)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        files = json.load(file)["data"][0]["files"]
    root = os.getcwd() + "/"
    missed, is_enough = [], True
    print(f"{'module':18}{'lines':>8}{'run':>8}")
    for module, folder in MODULES.items():
        total = ran = 0
        for entry in files:
            name = entry["filename"].removeprefix(root)
            if not name.startswith(folder) or name in OTHERS:
                continue
            summary = entry["summary"]["lines"]
            total += summary["count"]
            ran += summary["covered"]
            bare = [line for line, count in sorted(counts(entry["segments"]).items()) if count == 0]
            if bare:
                missed.append(f"{name}: {runs(bare)}")
        share = 100 * ran / total if total else 0
        is_enough = is_enough and share >= LEAST
        print(f"{module:18}{total:8,}{share:7.1f} %")
    if "--lines" in sys.argv:
        print("\n".join(["", *missed]))
    if not is_enough:
        print(f"less than {LEAST} %; scripts/coverage --lines names the lines that no test runs")
    return 0 if is_enough else 1


if __name__ == "__main__":
    sys.exit(main())
