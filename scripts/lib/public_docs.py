"""Which public symbols have no comment.

    public_docs.py FOLDER      FOLDER holds symbol graphs; exits with 1 if one has none
"""

import json
import pathlib
import sys

# What protocols of the language ask for.
LANGUAGE = {"==(_:_:)", "<(_:_:)", "hash(into:)", "next()", "next(isolation:)", "makeAsyncIterator()", "Element",
            "Failure", "AsyncIterator", "Iterator", "appendLiteral(_:)", "appendInterpolation(_:)", "enqueue(_:)",
            "asUnownedSerialExecutor()", "+(_:_:)"}


def graphs(folder):
    return [json.loads(file.read_text()) for file in sorted(pathlib.Path(folder).glob("*.symbols.json"))]


def bare(graphs):
    """Symbols without a comment, but those that fulfil a requirement: (module, name, kind)."""
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
        yield module, ".".join(path), kind


def main(folder):
    found = sorted(set(bare(graphs(folder))))
    total = sum(len(graph["symbols"]) for graph in graphs(folder))
    for module, name, kind in found:
        print(f"{module}: {name} ({kind.removeprefix('swift.')}) has no comment: write one line of what it is and promises")
    print(f"{total} public symbols, {len(found)} without a comment")
    return 1 if found or total < 1_000 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
