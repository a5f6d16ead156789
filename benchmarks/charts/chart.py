"""Charts for the pages of results: curves over a logarithmic axis, and bars. Each says in its foot where it was drawn.

Both are legible in light and in dark, and have no colour without a word beside it."""

import math
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "lib"))
import svg  # noqa: E402

STYLE = """<style>
:root { --ours: #2f6fb3; --other: #c46a1b }
@media (prefers-color-scheme: dark) { :root { --ours: #58a6ff; --other: #e0954a } }
.ours { fill: var(--ours); stroke: var(--ours) }
.other { fill: var(--other); stroke: var(--other) }
.curve { fill: none; stroke-width: 2 }
.figure { text-anchor: end }
</style>"""
# The hand of a curve or a bar: ours, or what it is measured against.
OURS, OTHER = "ours", "other"

# MARK: Curves

LEFT, RIGHT, TOP, WIDTH, HEIGHT, FOOT = 70, 140, 64, 540, 260, 84


def tick_values(low, high):
    """Powers of ten around a range, or at most six even steps from 0 where it is small."""
    if low > 0 and high / low >= 20:
        return [10.0 ** power for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]
    rough = max(high, 1e-9) / 6
    scale = 10 ** math.floor(math.log10(rough))
    step = next(scale * factor for factor in (1, 2, 5, 10) if scale * factor >= rough * (1 - 1e-9))
    return [step * index for index in range(math.ceil(high / step - 1e-9) + 1)]


def placed(value, ticks):
    """Where a value lies between the first and the last tick: 0 to 1."""
    if ticks[0] > 0:
        return (math.log10(value) - math.log10(ticks[0])) / (math.log10(ticks[-1]) - math.log10(ticks[0]))
    return value / ticks[-1]


def words(value):
    return f"{value:,.0f}" if value >= 10 else f"{value:.3g}"


def lines(title, across, upwards, curves, foot):
    """`curves` is name to (hand, [(x, y)]). `across` and `upwards` name the axes; the first of them is logarithmic."""
    points = [point for _, curve in curves.values() for point in curve]
    xs = sorted({x for x, _ in points})
    ticks = tick_values(min(y for _, y in points), max(y for _, y in points))
    span = math.log(xs[-1] / xs[0]) or 1

    def at(x, y):
        return LEFT + WIDTH * math.log(x / xs[0]) / span, TOP + HEIGHT * (1 - placed(y, ticks))

    parts = [STYLE, svg.text(LEFT + WIDTH / 2, 24, title, "name"), svg.text(LEFT, TOP - 14, upwards, "label left")]
    for tick in ticks:
        y = at(xs[0], tick)[1]
        parts += [f'<path class="life" d="M{LEFT} {y:.1f}H{LEFT + WIDTH}"/>',
                  f'<text class="figure" x="{LEFT - 8}" y="{y + 4:.1f}">{words(tick)}</text>']
    parts += [svg.text(at(x, ticks[-1])[0], TOP + HEIGHT + 18, words(x)) for x in xs]
    parts.append(svg.text(LEFT + WIDTH / 2, TOP + HEIGHT + 40, across))
    for index, (name, (hand, curve)) in enumerate(curves.items()):
        places = [at(*point) for point in curve]
        path = " ".join(f"{x:.1f} {y:.1f}" for x, y in places)
        parts += [f'<polyline class="{hand} curve" style="fill:none" points="{path}"/>',
                  *(f'<circle class="{hand}" r="3" cx="{x:.1f}" cy="{y:.1f}"/>' for x, y in places),
                  f'<circle class="{hand}" r="4" cx="{LEFT + WIDTH + 20}" cy="{TOP + 22 * index}"/>',
                  svg.text(LEFT + WIDTH + 30, TOP + 4 + 22 * index, name, "label left")]
    parts.append(svg.text(20, TOP + HEIGHT + 68, foot, "label left"))
    return svg.page(LEFT + WIDTH + RIGHT, TOP + HEIGHT + FOOT, title, parts)


# MARK: Bars

NAMES, BARS, FIGURES, ROW, GAP = 190, 450, 110, 24, 44


def bars(title, panels, foot):
    """`panels` is caption to [(name, hand, value, its words)]: bars from 0, each panel with a scale of its own."""
    parts, y = [STYLE, svg.text((NAMES + BARS + FIGURES) / 2, 24, title, "name")], 62
    for caption, rows in panels.items():
        parts.append(svg.text(20, y, caption, "name left"))
        scale = BARS / max(value for _, _, value, _ in rows)
        for index, (name, hand, value, figure) in enumerate(rows):
            top, length = y + 12 + index * ROW, max(scale * value, 1)
            parts += [svg.text(20, top + 13, name, "label left"),
                      f'<rect class="{hand}" x="{NAMES}" y="{top}" width="{length:.1f}" height="16" rx="2"/>',
                      svg.text(NAMES + 8 + length, top + 13, figure, "label left")]
        y += len(rows) * ROW + GAP
    parts.append(svg.text(20, y - 6, foot, "label left"))
    return svg.page(NAMES + BARS + FIGURES, y + 12, title, parts)
