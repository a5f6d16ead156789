"""Draws Mermaid's state diagrams, as far as we use them."""

import re

from svg import page, text

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
