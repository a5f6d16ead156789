"""Draws docs/diagrams/*.svg from the Mermaid sources beside them. With --check: exits 1 if one is stale, or if a state
diagram names other states than the Swift machine it is of."""

import html
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "docs/diagrams"
# Whose states a diagram names: the file, and the enumeration in it.
MACHINES = {
    "client-states": ("Sources/LifelineSession/ClientSession.swift", "State"),
    "server-phases": ("Sources/LifelineSession/ServerSession.swift", "Phase"),
}
STYLE = """\
:root { --paper: #ffffff; --ink: #1f2328; --line: #59636e; --fill: #eef4fb; --edge: #2f6fb3; --note: #fff6dd; --rim: #d9b44a }
@media (prefers-color-scheme: dark) { :root { --paper: #0d1117; --ink: #e6edf3; --line: #9198a1; --fill: #14263b; --edge: #58a6ff; --note: #2d2612; --rim: #9e7d22 } }
text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: var(--ink); text-anchor: middle }
.name { font-weight: 600; font-size: 15px }
.label { paint-order: stroke; stroke: var(--paper); stroke-width: 5px; stroke-linejoin: round; font-size: 12.5px }
.paper { fill: var(--paper) }
.box { fill: var(--fill); stroke: var(--edge); stroke-width: 1.6 }
.note { fill: var(--note); stroke: var(--rim) }
.line { fill: none; stroke: var(--line); stroke-width: 1.5 }
.back { stroke-dasharray: 6 4 }
.life { stroke: var(--line); stroke-width: 1; stroke-dasharray: 2 4 }
.frame { fill: none; stroke: var(--line); stroke-width: 1; rx: 6px }
.head, .dot { fill: var(--line) }
.left { text-anchor: start }"""


def text(x, y, words, kind="label"):
    return f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}">{html.escape(words)}</text>'


def page(width, height, title, parts):
    head = '<marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">' \
           '<path class="head" d="M0 0 10 5 0 10z"/></marker>'
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label="{html.escape(title)}">',
        f"<title>{html.escape(title)}</title>", f"<style>\n{STYLE}\n</style>", f"<defs>{head}</defs>",
        f'<rect class="paper" width="{width:.0f}" height="{height:.0f}" rx="8"/>', *parts, "</svg>", ""])


# MARK: States

COLUMN, ROW, MARGIN, BOX = 300, 140, 95, (136, 44)


class States:
    """A state diagram: boxes at the places that the source names, and labelled arrows."""

    def __init__(self, lines):
        self.places, self.bends, self.labels, self.edges = {}, {}, {}, []
        for line in lines:
            words = line.split()
            if words[:2] == ["%%", "place"]:
                self.places[words[2]] = (float(words[3]), float(words[4]))
            elif words[:1] == ["%%"] and words[1] in ("bend", "label") and len(words) == 6:
                hints = self.bends if words[1] == "bend" else self.labels
                hints[words[2], words[3]] = (float(words[4]), float(words[5]))
            elif match := re.match(r"\s*(\S+)\s+-->\s+([^\s:]+)(?:\s*:\s*(.*))?$", line):
                self.edges.append(match.groups())

    @property
    def names(self):
        return {name for edge in self.edges for name in edge[:2] if name != "[*]"}

    def point(self, place):
        return MARGIN + place[0] * COLUMN, 70 + place[1] * ROW

    def draw(self, title):
        missing = self.names ^ set(self.places)
        if missing:
            raise ValueError(f"{title}: without a place, or a place without a state: {', '.join(sorted(missing))}")
        bottom = max([place[1] for place in [*self.places.values(), *self.bends.values()]])
        right = max(place[0] for place in self.places.values())
        lines, labels = [], []
        for start, end, words in self.edges:
            lines.extend(self.arrow(start, end))
            rows = words.split("<br/>") if words else []
            for index, row in enumerate(rows):
                x, y = self.middle(start, end)
                labels.append(text(x, y + 17 * (index - (len(rows) - 1) / 2), row))
        boxes = []
        for name, place in sorted(self.places.items()):
            x, y = self.point(place)
            boxes.append(f'<rect class="box" x="{x - BOX[0] / 2:.0f}" y="{y - BOX[1] / 2:.0f}" width="{BOX[0]}" '
                         f'height="{BOX[1]}" rx="12"/>')
            boxes.append(text(x, y + 5, name, "name"))
        return page(2 * MARGIN + right * COLUMN, 110 + bottom * ROW, title, lines + boxes + labels)

    def ends(self, start, end):
        """Where an arrow leaves and arrives, at the rims of the boxes, and the place it bends towards."""
        a, b = self.point(self.places[start]), self.point(self.places[end])
        via = self.point(self.bends[start, end]) if (start, end) in self.bends else None
        return self.rim(a, via or b), self.rim(b, via or a), via

    @staticmethod
    def rim(center, towards):
        dx, dy = towards[0] - center[0], towards[1] - center[1]
        scale = min(BOX[0] / 2 / abs(dx) if dx else 9e9, BOX[1] / 2 / abs(dy) if dy else 9e9)
        return center[0] + dx * scale, center[1] + dy * scale

    def arrow(self, start, end):
        if start == "[*]":
            x, y = self.point(self.places[end])
            yield f'<circle class="dot" cx="{x:.0f}" cy="{y - 52:.0f}" r="6"/>'
            yield f'<path class="line" marker-end="url(#head)" d="M{x:.0f} {y - 46:.0f}L{x:.0f} {y - BOX[1] / 2:.0f}"/>'
            return
        a, b, via = self.ends(start, end)
        way = f"Q{via[0]:.0f} {via[1]:.0f} {b[0]:.0f} {b[1]:.0f}" if via else f"L{b[0]:.0f} {b[1]:.0f}"
        yield f'<path class="line" marker-end="url(#head)" d="M{a[0]:.0f} {a[1]:.0f}{way}"/>'

    def middle(self, start, end):
        if (start, end) in self.labels:
            return self.point(self.labels[start, end])
        a, b, _ = self.ends(start, end)
        return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2 - 7


# MARK: Sequences

LANE, STEP, TOP = 290, 38, 74


class Sequence:
    """A sequence diagram: lanes, arrows, notes, and frames around what repeats."""

    def __init__(self, lines):
        self.lanes, self.steps = [], []
        for line in lines:
            if match := re.match(r"\s*participant (\S+) as (.+)$", line):
                self.lanes.append(match.groups())
            elif match := re.match(r"\s*(\w+)(-?->>)(\w+): (.+)$", line):
                self.steps.append(("arrow", *match.groups()))
            elif match := re.match(r"\s*Note over (\w+)(?:,(\w+))?: (.+)$", line):
                self.steps.append(("note", *match.groups()))
            elif match := re.match(r"\s*(loop|opt) (.+)$", line):
                self.steps.append(("begin", *match.groups()))
            elif line.strip() == "end":
                self.steps.append(("end",))

    def draw(self, title):
        x = {name: 100 + index * LANE for index, (name, _) in enumerate(self.lanes)}
        width, y, back, front, open_frames = 200 + (len(self.lanes) - 1) * LANE, TOP, [], [], []
        for step in self.steps:
            if step[0] == "arrow":
                a, b = x[step[1]], x[step[3]]
                kind = "line back" if step[2] == "-->>" else "line"
                front.append(f'<path class="{kind}" marker-end="url(#head)" d="M{a} {y + 8}L{b} {y + 8}"/>')
                front.append(text((a + b) / 2, y + 1, step[4]))
                y += STEP
            elif step[0] == "note":
                a, b = x[step[1]], x[step[2] or step[1]]
                half = max(90, len(step[3]) * 3.7 + 14 - (b - a) / 2)
                left, right = max(8, a - half), min(width - 8, b + half)
                front.append(f'<rect class="note" x="{left:.0f}" y="{y - 12}" width="{right - left:.0f}" height="26" rx="4"/>')
                front.append(text((left + right) / 2, y + 5, step[3], "words"))
                y += STEP
            elif step[0] == "begin":
                open_frames.append((y - 12, f"{step[1]}: {step[2]}"))
                y += 26
            else:
                top, words = open_frames.pop()
                back.append(f'<rect class="frame" x="14" y="{top}" width="{width - 28}" height="{y - top - 8}"/>')
                back.append(text(24, top + 17, words, "label left"))
                y += 12
        lives = [f'<path class="life" d="M{x[name]} 48V{y}"/>' for name, _ in self.lanes]
        heads = []
        for name, words in self.lanes:
            heads.append(f'<rect class="box" x="{x[name] - 62}" y="14" width="124" height="34" rx="8"/>')
            heads.append(text(x[name], 36, words, "name"))
        return page(width, y + 12, title, lives + back + heads + front)


# MARK: All of them

def swift_cases(file, name):
    source = (ROOT / file).read_text()
    match = re.search(rf"enum {name}\b[^{{]*\{{\s*case ([^}}]+)\}}", source)
    if not match:
        raise ValueError(f"{file}: no enum {name} with its cases in one line")
    return {case.strip() for case in match.group(1).split(",")}


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
