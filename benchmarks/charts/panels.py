"""Curves over time, one panel below the other, as one SVG."""

import math
import os
import sys

sys.path.append(os.path.join(os.path.dirname(__file__), "..", "..", "scripts", "lib"))

from svg import page, text

WIDTH, LEFT, RIGHT, TOP = 960, 84, 24, 64
PANEL, GAP = 150, 52
POINTS_MAX = 400
STYLE = """<style>
:root { --c0: #2f6fb3; --c1: #b86208; --c2: #b3402f }
@media (prefers-color-scheme: dark) { :root { --c0: #58a6ff; --c1: #e0954a; --c2: #f0806c } }
</style>"""


class Panel:
    """`curves` are (name, values); `bounds` are (words, value), drawn as lines across."""

    def __init__(self, title, curves, bounds=(), logarithmic=False, unit=""):
        self.title, self.curves, self.bounds, self.logarithmic, self.unit = title, curves, bounds, logarithmic, unit
        values = [value for _, curve in curves for value in curve] + [value for _, value in bounds]
        positive = [value for value in values if value > 0] or [1]
        self.low = 10 ** math.floor(math.log10(min(positive))) if logarithmic else 0
        self.high = 10 ** math.ceil(math.log10(max(positive))) if logarithmic else rounded_up(max(positive))

    def height(self, value):
        """From 0 at the bottom to 1."""
        if not self.logarithmic:
            return value / self.high
        return math.log(max(value, self.low) / self.low) / math.log(max(self.high / self.low, 10))

    @property
    def ticks(self):
        if not self.logarithmic:
            return [self.high * share / 4 for share in range(5)]
        return [self.low * 10**n for n in range(round(math.log10(self.high / self.low)) + 1)]


def rounded_up(value):
    step = 10 ** math.floor(math.log10(value))
    return next(step * n for n in (1, 2, 4, 6, 8, 10) if step * n >= value)


def thinned(values):
    """At most so many points, each the greatest of those it stands for."""
    step = max(1, math.ceil(len(values) / POINTS_MAX))
    return [max(values[start : start + step]) for start in range(0, len(values), step)]


def draw(panel, top, across):
    """The parts of one panel. `across` names the ticks of the horizontal axis, from its start to its end."""
    width, bottom = WIDTH - LEFT - RIGHT, top + PANEL
    parts = [f'<text class="left" x="{LEFT}" y="{top - 10}">{panel.title}</text>']
    for tick in panel.ticks:
        y = bottom - PANEL * panel.height(tick)
        parts.append(f'<path class="line" stroke-opacity=".25" d="M{LEFT} {y:.1f}H{LEFT + width}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" style="text-anchor:end">{tick:,g}{panel.unit}</text>')
    for number, words in enumerate(across):
        parts.append(text(LEFT + width * number / (len(across) - 1), bottom + 18, words))
    for words, value in panel.bounds:
        y = bottom - PANEL * panel.height(value)
        parts.append(f'<path class="line back" d="M{LEFT} {y:.1f}H{LEFT + width}"/>')
        parts.append(f'<text x="{LEFT + width - 4}" y="{y - 5:.1f}" style="text-anchor:end">{words}</text>')
    for number, (name, values) in enumerate(panel.curves):
        values, colour = thinned(values), f"var(--c{number})"
        last = max(len(values) - 1, 1)
        points = " ".join(
            f"{LEFT + width * n / last:.1f},{bottom - PANEL * panel.height(value):.1f}" for n, value in enumerate(values)
        )
        parts.append(f'<polyline points="{points}" style="fill:none;stroke:{colour};stroke-width:1.6"/>')
        x = LEFT + 190 + 110 * number
        parts.append(f'<circle cx="{x}" cy="{top - 14}" r="4.5" style="fill:{colour}"/>')
        parts.append(f'<text class="left" x="{x + 10}" y="{top - 10}">{name}</text>')
    return parts


def drawing(title, panels, across):
    parts = [STYLE, text(WIDTH / 2, 28, title, "name")]
    for number, panel in enumerate(panels):
        parts += draw(panel, TOP + number * (PANEL + GAP), across)
    return page(WIDTH, TOP + len(panels) * (PANEL + GAP), title, parts)
