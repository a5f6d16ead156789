"""Charts for the pages of results: lines over a logarithmic axis, and bars. Each says in its foot where it was drawn."""

import math
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "lib"))
import svg  # noqa: E402

LEFT, RIGHT, TOP, HEIGHT, FOOT = 70, 150, 50, 260, 70
STYLE = "<style>.a{stroke:#2f6fb3;fill:#2f6fb3}.b{stroke:#d9822b;fill:#d9822b}.c{stroke:#3f9c5a;fill:#3f9c5a}" \
        ".d{stroke:#8f5bb0;fill:#8f5bb0}.curve{fill:none;stroke-width:2}</style>"
KINDS = "abcd"


def tick_values(low, high):
    """Powers of ten around a range, or six even steps where it is small."""
    if low > 0 and high / low >= 20:
        return [10.0 ** power for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]
    step = 10 ** math.floor(math.log10(max(high, 1e-9) / 4))
    step = next(step * factor for factor in (1, 2, 5, 10) if high / (step * factor) <= 6)
    return [step * index for index in range(math.ceil(high / step) + 1)]


def placed(value, ticks):
    """Where a value lies between the first and the last tick: 0 to 1."""
    if ticks[0] > 0:
        return (math.log10(value) - math.log10(ticks[0])) / (math.log10(ticks[-1]) - math.log10(ticks[0]))
    return value / ticks[-1]


def words(value):
    return f"{value:,.0f}" if value >= 10 else f"{value:g}"


def lines(title, across, upwards, curves, foot):
    """`curves` is name to [(x, y)]. The x axis is logarithmic."""
    points = [point for curve in curves.values() for point in curve]
    across_values = sorted({x for x, _ in points})
    ticks = tick_values(min(y for _, y in points), max(y for _, y in points))
    width = 520
    span = math.log(across_values[-1] / across_values[0]) or 1

    def at(x, y):
        return (LEFT + width * math.log(x / across_values[0]) / span, TOP + HEIGHT * (1 - placed(y, ticks)))

    parts = [STYLE, svg.text(LEFT + width / 2, 24, title, "name")]
    for tick in ticks:
        y = at(across_values[0], tick)[1]
        parts += [f'<path class="life" d="M{LEFT} {y:.1f}H{LEFT + width}"/>', svg.text(LEFT - 28, y + 4, words(tick))]
    for x in across_values:
        parts.append(svg.text(at(x, ticks[-1])[0], TOP + HEIGHT + 18, words(x)))
    parts += [svg.text(LEFT + width / 2, TOP + HEIGHT + 38, across), svg.text(LEFT, TOP - 10, upwards, "label left")]
    for kind, (name, curve) in zip(KINDS, curves.items()):
        path = " ".join(f"{x:.1f} {y:.1f}" for x, y in (at(*point) for point in curve))
        parts += [f'<polyline class="curve {kind}" style="fill:none" points="{path}"/>',
                  *(f'<circle class="{kind}" r="3" cx="{x:.1f}" cy="{y:.1f}"/>' for x, y in (at(*p) for p in curve)),
                  f'<circle class="{kind}" r="4" cx="{LEFT + width + 20}" cy="{TOP + 20 * KINDS.index(kind)}"/>',
                  svg.text(LEFT + width + 30, TOP + 4 + 20 * KINDS.index(kind), name, "label left")]
    parts.append(svg.text(LEFT, TOP + HEIGHT + 58, foot, "label left"))
    return svg.page(LEFT + width + RIGHT, TOP + HEIGHT + FOOT, title, parts)


def bars(title, upwards, rows, foot):
    """`rows` is name to value, from 0; 1 is marked."""
    width, row_height, start = 460, 26, 150
    scale = width / max(rows.values())
    parts = [STYLE, svg.text(start + width / 2, 24, title, "name"), svg.text(20, TOP - 8, upwards, "label left")]
    for index, (name, value) in enumerate(rows.items()):
        y = TOP + index * row_height
        kind = "a" if name == "Lifeline" else "b"
        parts += [svg.text(20, y + 14, name, "label left"),
                  f'<rect class="{kind}" x="{start}" y="{y}" width="{scale * value:.1f}" height="18"/>',
                  svg.text(start + 8 + scale * value, y + 14, f"{value:g}", "label left")]
    bottom = TOP + len(rows) * row_height
    parts += [f'<path class="line" d="M{start + scale:.1f} {TOP - 4}V{bottom}"/>',
              svg.text(20, bottom + 22, foot, "label left")]
    return svg.page(start + width + 70, bottom + 40, title, parts)
