"""Draws Mermaid's sequence diagrams, as far as we use them."""

import re

from svg import page, text

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
