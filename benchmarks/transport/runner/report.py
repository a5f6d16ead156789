"""What a run says: a table per mode while it goes, and the page with all of them."""

import os

import machine
from figures import verdict

DASH = "–"
# Noisy samples that a page can bear.
NOISY_SHARE_MAX = 0.1


def number(value):
    """Three digits that count, and never an exponent."""
    if value is None:
        return DASH
    if value >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def ratio_text(spread, with_quartiles=False):
    if spread is None:
        return DASH
    text = f"{spread.median:.2f}" if spread.median < 10 else f"{spread.median:.1f}"
    return f"{text} ({spread.low:.2f}…{spread.high:.2f})" if with_quartiles and spread.count > 1 else text


def bound_text(measure, value):
    return f"≤ {value:.2f}" if measure.is_ratio else f"≤ {value:.0f} B"


def median(spread):
    return spread.median if spread else None


def figure_text(measure, spread, with_quartiles=False):
    """A ratio, or bytes."""
    if measure.is_ratio or spread is None:
        return ratio_text(spread, with_quartiles)
    return f"{number(spread.median)} B"


# MARK: While it goes

def print_mode(mode, servers, figures):
    """One block for a mode that has been measured."""
    for measure in mode.measures:
        print(f"\n{mode.name}: {measure.title}")
        print(f"  {'server':16} {'ratio':>6} {'quartiles':>12} {measure.unit:>12} {'rounds':>7} {'foreign':>8}")
        for server in servers:
            samples = figures.of(mode, server)
            if not samples:
                continue
            ratio, absolute = figures.ratio(mode, measure, server), figures.absolute(mode, measure, server)
            quartiles = f"{ratio.low:.2f}…{ratio.high:.2f}" if ratio else DASH
            foreign = sorted(sample["foreign_cores"] for sample in samples)[len(samples) // 2]
            print(f"  {server:16} {ratio_text(ratio):>6} {quartiles:>12} {number(median(absolute)):>12} "
                  f"{len(samples):>7} {foreign:>8.2f}")
    print(flush=True)


# MARK: The page

def table(head, rows):
    yield "| " + " | ".join(head) + " |"
    yield "|" + "|".join(["---"] + ["--:"] * (len(head) - 1)) + "|"
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def main_table(modes, figures, peers):
    head = ["mode", "must", "aim", "Lifeline", "holds", "reference", *peers]
    rows = []
    for mode in modes:
        for measure in mode.measures:
            ours = figures.verdict_figure(mode, measure, "lifeline")
            text = figure_text(measure, ours, with_quartiles=True)
            base = figures.absolute(mode, measure, "reference")
            of_peers = [figures.verdict_figure(mode, measure, peer) for peer in peers]
            rows.append([
                measure.title, bound_text(measure, measure.must), bound_text(measure, measure.aim),
                f"**{text}**" if ours else DASH, verdict(measure, ours), f"{number(median(base))} {measure.unit}",
                *(figure_text(measure, figure) for figure in of_peers)])
    return table(head, rows)


def unix_table(modes, figures):
    head = ["mode", "Lifeline : reference, both on the Unix socket", "Unix socket : TCP, reference", "reference"]
    rows = []
    for mode in modes:
        for measure in mode.measures:
            ours = figures.verdict_figure(mode, measure, "lifeline-unix")
            base = figures.absolute(mode, measure, "reference-unix")
            rows.append([
                measure.title,
                figure_text(measure, ours, with_quartiles=True),
                ratio_text(figures.ratio(mode, measure, "reference-unix", reference="reference")),
                f"{number(median(base))} {measure.unit}"])
    return table(head, rows)


def limits(modes):
    return (f"- **{measure.title}**: {measure.limit}." for mode in modes for measure in mode.measures)


def beside_table(modes, figures, servers):
    """Latencies and rates, where a mode has them."""
    head = ["mode", "server", "messages/s", "p50 µs", "p99 µs", "messages per read", "samples", "noisy"]
    rows = []
    for mode in modes:
        for server in servers:
            samples = figures.of(mode, server)
            if not samples:
                continue
            def middle(key, samples=samples):
                values = sorted(sample[key] for sample in samples if key in sample)
                return number(values[len(values) // 2]) if values else DASH
            rows.append([
                mode.name, server, middle("per_second"), middle("p50_us"), middle("p99_us"),
                middle("messages_per_read"), str(len(samples)), str(sum(sample["noisy"] for sample in samples))])
    return table(head, rows)


def warning(figures):
    """Lines for the head of a page that nobody should quote."""
    noisy, count = figures.noisy(), len(figures.samples)
    if noisy <= NOISY_SHARE_MAX * count:
        return []
    return [f"**Not for publication**: a run on a busy machine, {noisy} of {count} samples were noisy.", ""]


def runs(samples):
    """What was measured when, and of which commit: label to the names of modes."""
    found = {}
    for sample in samples:
        modes = found.setdefault(sample["run"], [])
        if sample["mode"] not in modes:
            modes.append(sample["mode"])
    return found


def page(modes, servers, figures, settings, left_out, faults, python):
    """The page for benchmarks/results/."""
    peers = [name for name in servers if not name.startswith(("reference", "lifeline"))]
    with open(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "METHOD.md"),
              encoding="utf-8") as file:
        method = file.read()
    lines = [
        "# The transport, against the limit and against others", "",
        "Written by `scripts/bench-transport`. What costs here is the server's CPU per message, unless the row says",
        "otherwise, divided by that of the C reference **in the same round**; lower is better, 1.00 is the limit.",
        "Medians, with quartiles for ours.", "",
        *warning(figures),
        *main_table(modes, figures, peers), "",
        "![Fan-out beside others](peers-fan.svg)", "",
        "![Echo beside others](peers-echo.svg)", "",
        "![Handshake and memory beside others](peers-handshake.svg)", "",
        "Ratios, except for the reference, which is absolute, and for memory, which is bytes. `holds` says which of",
        "the two bounds our median keeps. **Differences below 10 % are weather** unless the machine was quiet and the",
        "rounds many.", ""]
    if "reference-unix" in servers:
        lines += ["## On a Unix socket", "", "The same WebSocket, so that only the socket differs.", ""]
        lines += [*unix_table(modes, figures), ""]
    lines += ["## What limits each row", "", *limits(modes), ""]
    lines += ["## The run", "", *(f"- {line}" for line in machine.describe())]
    lines += [f"- {', '.join(machine.versions(python))}"]
    lines += [f"- {label} ({', '.join(modes)})" for label, modes in runs(figures.samples).items()]
    lines += [f"- {line}" for line in settings]
    lines += [f"- {figures.noisy()} of {len(figures.samples)} samples were noisy: others used more of the machine "
              "meanwhile than was allowed, and patience ran out"]
    lines += [f"- left out: {name} ({reason})" for name, reason in left_out.items()]
    lines += [f"- failed: {fault}" for fault in faults]
    lines += ["", *beside_table(modes, figures, servers), "", method.rstrip(), ""]
    return "\n".join(lines)
