"""The page of results of the limits, and its picture."""

import datetime
import os

from panels import Panel, drawing
from runner import machine


def picture(listening):
    """Those who listen, over how many they are."""
    names = [f"{seen.clients:,}" for seen in listening]
    title = f"60 Hz for {names[0]} to {names[-1]} clients, on one loop"
    names[0] += " clients"
    return drawing(
        title,
        [
            Panel("% of a core", [("server", [seen.share for seen in listening])]),
            Panel("messages a second", [("heard", [seen.received / seen.seconds for seen in listening])], logarithmic=True),
            Panel(
                "latency, ms",
                [("median", [seen.median for seen in listening]), ("p99", [seen.p99 for seen in listening])],
                [("one frame", 16.7)],
                logarithmic=True,
            ),
        ],
        names,
    )


def beats_a_second(clients):
    """Of the first 400 each second, of the next each 2 s, and so on: `beats-max`."""
    return sum(1 / (1 + place // 400) for place in range(clients))


def write(folder, idle, listening, rows, busy, is_quick):
    lines = [
        "# How far it goes",
        "",
        "Written by `scripts/load-limits`. One `lifeline serve` on one loop, a fresh one for each line; all clients are sessions",
        "over WebSocket, and share the machine with it.",
        "",
        *machine.warning(busy, is_quick),
        "| What | Seen | Bound | Holds |",
        "|---|--:|--:|---|",
        *[f"| {what} | {seen} | {bound} | {'yes' if holds else '**no**'} |" for what, seen, bound, holds in rows],
        "",
        "## Idle",
        "",
        "Subscribed, with nothing published. Memory is what the program grew by, sessions and all. Each client is asked for a",
        "heartbeat, and answers: that is what costs, a write and a read of the kernel each. A client that comes as the 401st is",
        "asked each 2 s, as the 801st each 3 s, and so on (`beats-max`).",
        "",
        "| Clients | all in after | bytes each | % of a core | heartbeats a second |",
        "|--:|--:|--:|--:|--:|",
        *[
            f"| {seen.clients:,} | {seen.opened:.2f} s | {seen.each:,.0f} | {seen.share:.1f} | {beats_a_second(seen.clients):,.0f} |"
            for seen in idle
        ],
        "",
        "## At 60 Hz",
        "",
        "256 bytes in energy frames, from a producer on the Unix socket. What a client does not get in time gives way to newer",
        "state, and is counted.",
        "",
        "![Processor, messages and latency over the number of clients](limits.svg)",
        "",
        "| Clients | bytes each | % of a core | messages a second | gave way | median | p99 |",
        "|--:|--:|--:|--:|--:|--:|--:|",
        *[
            f"| {seen.clients:,} | {seen.each:,.0f} | {seen.share:.0f} | {seen.received / seen.seconds:,.0f} | "
            f"{100 * seen.conflated / max(seen.conflated + seen.received, 1):.1f} % | {seen.median:.2f} ms | {seen.p99:.2f} ms |"
            for seen in listening
        ],
        "",
        *[f"- {line}" for line in machine.describe()],
        f"- {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC, {machine.weather(busy)}, commit {machine.commit()}",
        "",
    ]
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "limits.md"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines))
    with open(os.path.join(folder, "limits.svg"), "w", encoding="utf-8") as file:
        file.write(picture(listening))
