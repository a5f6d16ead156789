"""Draws docs/diagrams/*.svg from the Mermaid sources beside them. With --check: exits 1 if one is stale, or if a state
diagram names other states than the Swift machine it is of."""

import pathlib
import re
import sys

from sequence_diagram import Sequence
from state_diagram import States

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "docs/diagrams"
# Whose states a diagram names: the file, and the enumeration in it.
MACHINES = {
    "client-states": ("Sources/LifelineSession/ClientSession.swift", "State"),
    "server-phases": ("Sources/LifelineSession/ServerSession.swift", "Phase"),
}


def swift_cases(file, name):
    """The cases of an enumeration that has nothing but cases and comments."""
    source = (ROOT / file).read_text()
    match = re.search(rf"enum {name}\b[^{{]*\{{([^}}]+)\}}", source)
    if not match:
        raise ValueError(f"{file}: no enum {name}")
    lines = (line.strip() for line in match.group(1).splitlines())
    cases = [line.removeprefix("case ") for line in lines if line.startswith("case ")]
    return {case.strip() for line in cases for case in line.split(",")}


def main():
    stale = 0
    sources = sorted(FOLDER.glob("*.mmd"))
    for path in sources:
        lines = path.read_text().splitlines()
        title = next(line for line in lines if line.startswith("%% ")).removeprefix("%% ").split(". ")[0].rstrip(".")
        is_states = any(line.startswith("stateDiagram") for line in lines)
        diagram = (States if is_states else Sequence)(lines)
        if is_states:
            cases = swift_cases(*MACHINES[path.stem])
            if diagram.names != cases:
                stale += 1
                print(f"{path.relative_to(ROOT)} names {sorted(diagram.names)}, the machine has {sorted(cases)}")
        drawing, target = diagram.draw(title), path.with_suffix(".svg")
        if "--check" not in sys.argv:
            target.write_text(drawing)
        elif not target.exists() or target.read_text() != drawing:
            stale += 1
            print(f"{target.relative_to(ROOT)} is stale: run scripts/diagrams")
    print(f"{len(sources)} diagrams, {stale} faults")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
