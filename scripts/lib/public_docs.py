"""The comments of public symbols: which have none, and of those, which must.

    public_docs.py FOLDER [--list]      FOLDER holds symbol graphs; exits with 1 if a type or a function has no comment
"""

import collections
import json
import pathlib
import sys

# Every public symbol of these kinds has a comment of its own. Others may be explained by their type.
MUST = {"swift.struct", "swift.class", "swift.enum", "swift.protocol", "swift.func", "swift.method", "swift.type.method",
        "swift.func.op", "swift.subscript", "swift.typealias", "swift.associatedtype", "swift.macro", "swift.actor"}
# Fields, cases and initialisers without a comment, when this was counted last. May shrink.
REST_MAX = 458
# What protocols of the language ask for.
LANGUAGE = {"==(_:_:)", "<(_:_:)", "hash(into:)", "next()", "next(isolation:)", "makeAsyncIterator()", "Element",
            "Failure", "AsyncIterator", "Iterator", "appendLiteral(_:)", "appendInterpolation(_:)", "enqueue(_:)",
            "asUnownedSerialExecutor()", "+(_:_:)"}


def graphs(folder):
    return [json.loads(file.read_text()) for file in sorted(pathlib.Path(folder).glob("*.symbols.json"))]


def bare(graphs):
    """Symbols without a comment, but those that fulfil a requirement: (must, name, module, kind)."""
    required, fulfilling = set(), set()
    for graph in graphs:
        for relation in graph["relationships"]:
            if relation["kind"] == "requirementOf":
                required.add(relation["source"])
            elif relation["kind"] in ("defaultImplementationOf", "overrides"):
                fulfilling.add(relation["source"])
    symbols = [(graph["module"]["name"], symbol) for graph in graphs for symbol in graph["symbols"]]
    asked = {symbol["pathComponents"][-1] for _, symbol in symbols if symbol["identifier"]["precise"] in required}
    for module, symbol in symbols:
        path, precise, kind = symbol["pathComponents"], symbol["identifier"]["precise"], symbol["kind"]["identifier"]
        if "docComment" in symbol or precise in fulfilling:
            continue
        if precise not in required and path[-1] in asked | LANGUAGE:
            continue
        yield kind in MUST, ".".join(path), module, kind


def main(folder, *flags):
    found = sorted(set(bare(graphs(folder))), reverse=True)
    total = sum(len(graph["symbols"]) for graph in graphs(folder))
    missing = [entry for entry in found if entry[0]]
    rest = [entry for entry in found if not entry[0]]
    for _, name, module, kind in missing + (rest if "--list" in flags else []):
        print(f"{module}: {name} ({kind.removeprefix('swift.')}) has no comment")
    counts = collections.Counter(module for _, _, module, _ in rest)
    print(f"{total} symbols; without a comment {len(missing)} types and functions, and "
          f"{len(rest)} fields, cases and initialisers: {dict(counts.most_common())}")
    if len(rest) > REST_MAX:
        print(f"that is more than {REST_MAX}: write one line for what is new")
    return 1 if missing or len(rest) > REST_MAX or total < 1_000 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
