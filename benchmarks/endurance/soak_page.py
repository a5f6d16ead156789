"""The page of results of a soak, and its picture."""

import os
import statistics

from panels import Panel, drawing
from runner import machine
from samples import MIB


def picture(samples, seconds, crowd, p99_max):
    across = [f"{seconds * n / 4 / 60:g} min" for n in range(5)]
    return drawing(
        f"{crowd['clients']} clients at {crowd['hertz']} Hz and {crowd['bytes']} bytes, "
        f"{crowd['churn']} coming and going a second",
        [
            Panel("memory, MiB", [("resident", [value / MIB for value in samples.resident])]),
            Panel("% of a core", [("server", samples.share)]),
            Panel(
                "latency, ms",
                [("median", samples.median), ("p99", samples.p99), ("worst", samples.worst)],
                [("promised p99", p99_max)],
                logarithmic=True,
            ),
        ],
        across,
    )


def write(folder, samples, rows, minutes, crowd, warm_up, p99_max):
    sums = samples.sums
    median, p99, p999 = samples.late.quantiles(0.5, 0.99, 0.999)
    lines = [
        "# A long time with a crowd",
        "",
        f"Written by `scripts/soak --minutes {minutes:g}`. {crowd['clients']} clients hear {crowd['bytes']:,} bytes of JSON at "
        f"{crowd['hertz']} Hz. Each second",
        f"{crowd['churn']} of them leave and come again: with a goodbye, without one, and without one but back to their session;",
        f"half of them stay to the end. {crowd['mutes']} more never read, and are replaced every 15 s. The server is",
        "`lifeline serve`, what is published comes to it over its Unix socket, and all share one machine.",
        "",
        "![Memory, processor and latency over time](soak.svg)",
        "",
        "| What | Seen | Bound | Holds |",
        "|---|--:|--:|---|",
        *[f"| {what} | {seen} | {bound} | {'yes' if holds else '**no**'} |" for what, seen, bound, holds in rows],
        "",
        f"Latency is from the producer's write to the client's read: median {median:.2f} ms, p99 {p99:.2f} ms, "
        f"p99.9 {p999:.2f} ms,",
        f"worst {samples.late.worst:.2f} ms, of {samples.late.total:,} messages. {sums['conflated']:,} gave way to newer "
        "ones, as state may.",
        f"{sums['left']:,} clients left, {sums['joined']:,} came, {sums['resumed']:,} of them back to their session; "
        f"{sums['mutes']:,} never read.",
        f"The server took {statistics.mean(samples.share):.1f} % of a core, and waited for one "
        f"{1000 * statistics.mean(samples.waited):.2f} ms a second.",
        f"The latest beat of the producer itself was {samples.beat_late:.2f} ms late. Memory is the median of a minute: the",
        f"first one behind {warm_up} s of warm-up, and the last.",
        "",
        *[f"- {line}" for line in machine.describe()],
        f"- commit {machine.commit()}",
        "",
    ]
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "soak.md"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines))
    with open(os.path.join(folder, "soak.svg"), "w", encoding="utf-8") as file:
        file.write(picture(samples, 60 * minutes, crowd, p99_max))
