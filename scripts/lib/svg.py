"""A drawing as text: what every diagram shares. Its colours follow the reader's light or dark."""

import html

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
