"""Budgets: reads what callgrind counted and compares it with what is allowed.

    budgets.py [--update] BUDGETS ORDER PARTS

BUDGETS is benchmarks/budgets/budgets.tsv. PARTS is a folder with callgrind's files, one per mark of the probe, named
`part.1`, `part.2`, …; ORDER is what the probe printed: a line `NAME FEW MANY` for every three marks. The first of the
three is warming up, the second FEW repetitions, the third MANY. --update writes BUDGETS anew.
"""

import math
import os
import re
import sys
from typing import NamedTuple

HEAD_ROOM = 1.03
# A budget this much too large hides what it should show.
LOOSE = 0.90

ALLOCATIONS = {"malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "memalign"}
RETAINS = {"swift_retain", "swift_retain_n", "swift_bridgeObjectRetain", "swift_bridgeObjectRetain_n"}
RELEASES = {"swift_release", "swift_release_n", "swift_bridgeObjectRelease", "swift_bridgeObjectRelease_n"}

NAME = re.compile(r"^(c?fn)=\((\d+)\)(?: (.*))?$")
RECURSION = re.compile(r"'\d+$")


class Cost(NamedTuple):
    """Of one operation, on average."""

    instructions: float
    allocations: float
    retains: float
    releases: float


COLUMNS = Cost._fields


def counts(lines):
    """What one of callgrind's files adds up to."""
    names, caller, callee = {}, "", ""
    instructions = allocations = retains = releases = 0
    for line in lines:
        match = NAME.match(line)
        if match:
            kind, number, name = match.groups()
            if name is not None:
                names[number] = RECURSION.sub("", name)
            if kind == "fn":
                caller = names.get(number, "")
            else:
                callee = names.get(number, "")
        elif line.startswith("calls="):
            calls = int(line[6:].split()[0])
            # One kind passes on to another of the same family; that is one, not two.
            if callee in ALLOCATIONS and caller not in ALLOCATIONS:
                allocations += calls
            elif callee in RETAINS and caller not in RETAINS:
                retains += calls
            elif callee in RELEASES and caller not in RELEASES:
                releases += calls
        elif line.startswith("totals:"):
            instructions = int(line.split()[1])
    return Cost(instructions, allocations, retains, releases)


def costs(order, part):
    """The cost of each operation. `order` are the probe's lines; `part(n)` are the lines of callgrind's n-th file."""
    found = {}
    for index, line in enumerate(order):
        name, few, many = line.split()
        less, more = (counts(part(index * 3 + step)) for step in (2, 3))
        repetitions = int(many) - int(few)
        found[name] = Cost(*((b - a) / repetitions for a, b in zip(less, more)))
    return found


def read_budgets(text):
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    next(rows)
    return {name: Cost(*map(float, numbers)) for name, *numbers in rows}


def budget_for(cost):
    """What an operation of this cost is allowed: some head-room in instructions, none in what is counted one by one."""
    return Cost(math.ceil(cost.instructions * HEAD_ROOM), *(math.ceil(count * 100 - 1e-6) / 100 for count in cost[1:]))


def comments(text):
    return [line for line in text.splitlines() if line.startswith("#")]


def number(value):
    return f"{value:.0f}" if value == int(value) else f"{value:.2f}"


def written(head, budgets):
    rows = ["\t".join(["operation", *COLUMNS])]
    rows += ["\t".join([name, *map(number, budget)]) for name, budget in budgets.items()]
    return "\n".join([*head, *rows]) + "\n"


def over(cost, budget):
    """The columns in which a cost is over its budget."""
    # Callgrind counts to the one; the hundredths of the table are rounded up.
    return [column for column, value, limit in zip(COLUMNS, cost, budget) if value > limit + 1e-6]


def loose(cost, budget):
    """The columns in which a budget allows over a tenth more than it has to."""
    return [column for column, value, limit in zip(COLUMNS, budget_for(cost), budget) if value < limit * LOOSE]


def table(found, budgets):
    yield f"{'operation':40} {'instructions':>20} {'allocations':>15} {'retains':>15} {'releases':>15}"
    for name, cost in found.items():
        budget = budgets.get(name)
        cells = [
            f"{number(round(value, 2))} / {number(limit)}" for value, limit in zip(cost, budget or cost)]
        cells[0] = f"{cost.instructions:.0f} / {number(budget.instructions) if budget else '?'}"
        yield f"{name:40} {cells[0]:>20} {cells[1]:>15} {cells[2]:>15} {cells[3]:>15}"


def verdict(found, budgets):
    """Faults, and advice."""
    faults, advice = [], []
    for name, cost in found.items():
        if name not in budgets:
            faults.append(f"{name} has no budget; run scripts/check-budgets --update")
            continue
        limits = budgets[name]._asdict()
        for column in over(cost, budgets[name]):
            faults.append(f"{name}: {getattr(cost, column):.2f} {column}, over its budget of {number(limits[column])}")
        for column in loose(cost, budgets[name]):
            advice.append(
                f"{name}: {number(getattr(budget_for(cost), column))} {column} would do, {number(limits[column])} are "
                "allowed")
    faults += [f"{name} has a budget, and nobody runs it" for name in budgets if name not in found]
    return faults, advice


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def main(words):
    update = "--update" in words
    words = [word for word in words if word != "--update"]
    if len(words) != 3:
        sys.exit(__doc__)
    path, order, parts = words
    text = read(path)
    found = costs(
        [line for line in read(order).splitlines() if line],
        lambda number: read(os.path.join(parts, f"part.{number}")).splitlines())
    if update:
        with open(path, "w", encoding="utf-8") as file:
            file.write(written(comments(text), {name: budget_for(cost) for name, cost in found.items()}))
        text = read(path)
    budgets = read_budgets(text)
    print("\n".join(table(found, budgets)))
    print()
    faults, advice = verdict(found, budgets)
    for line in advice:
        print(f"can be tightened: {line}")
    for line in faults:
        print(f"over: {line}" if " over " in line else line)
    print(f"{len(found)} operations, {len(faults)} faults, {len(advice)} loose budgets")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
