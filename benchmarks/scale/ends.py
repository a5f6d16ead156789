"""From publish to typed receive, as `lifeline bench` measures it: codecs, loops, and streaming on against off."""

import re
import subprocess

import chart
from servers import Fault

LOOPS = (1, 2)
SECONDS, CLIENTS = 20, 1_000
QUICK_SECONDS, QUICK_CLIENTS = 2, 50
# Exit code of `lifeline bench` for a command line that is wrong; 1 only says that a promise was broken.
MISUSED = 2
COLUMNS = ["", "messages", "lost", "conflated", "median", "p90", "p99", "longest", "CPU each", "server's"]
TICK = re.compile(r"(\S+) +CPU of a tick, on – off .* \(([\d.]+) ms – ([\d.]+) ms\)")


def bench(program, loops, seconds, clients):
    """The rows of its table, and codec to the microseconds of a tick with streaming off and on."""
    done = subprocess.run(
        [program, "bench", "--seconds", str(seconds), "--clients", str(clients), "--loops", str(loops)],
        stdout=subprocess.PIPE, text=True, timeout=600, check=False)
    if done.returncode == MISUSED:
        raise Fault("lifeline bench refused its flags")
    lines = done.stdout.splitlines()
    rows = [re.split(r"\s{2,}", line.strip()) for line in lines]
    rows = [dict(zip(COLUMNS, row)) for row in rows if len(row) == len(COLUMNS)]
    ticks = {found[1]: (1e3 * float(found[3]), 1e3 * float(found[2])) for found in map(TICK.search, lines) if found}
    if not rows or not ticks:
        raise Fault("lifeline bench ended without its figures")
    return rows, ticks


def microseconds(cell):
    """Of "0.123 ms" or "12.3 µs"."""
    value, unit = cell.split()
    return float(value.replace(",", "")) * (1e3 if unit == "ms" else 1)


def bars(rows, column):
    """Energy is drawn as ours, JSON as what it is compared with."""
    return [
        (row[""], chart.OURS if "energy" in row[""] else chart.OTHER, microseconds(row[column]), row[column])
        for row in rows]


def measure(page, program):
    seconds, clients = (QUICK_SECONDS, QUICK_CLIENTS) if page.is_quick else (SECONDS, CLIENTS)
    page.run = f"{seconds} s a trial"
    found = {loops: bench(program, loops, seconds, clients) for loops in LOOPS}
    page.title = "From publish to typed receive"
    page.say(f"`lifeline bench --seconds {seconds} --clients {clients} --loops N`: from `publish` on an engine's thread to the typed value",
             "in a client's handler. Server and clients share the machine.")
    codecs(page, found[1][0])
    loops_of(page, {loops: rows for loops, (rows, _) in found.items()}, clients)
    streaming(page, found[1][1])


def codecs(page, rows):
    rows = [row for row in rows if "clients" not in row[""]]
    page.say("## JSON against energy")
    page.chart("end-to-end", "Latency and processor time by transport and codec", lambda foot: chart.bars(
        "One client at 60 Hz: from publish to typed receive",
        {
            "latency, median": bars(rows, "median"),
            "latency, p99": bars(rows, "p99"),
            "processor of both ends, each message": bars(rows, "CPU each"),
        }, foot))
    page.table(dict(zip(COLUMNS, ["---"] + ["--:"] * 9)), [list(row.values()) for row in rows])
    page.say("*CPU each* is what a message takes of all threads, engine, server and client; *server's* what it takes of the server's",
             "first. At 60 Hz both are mostly what waking up costs; how much less the energy frame takes of a message itself is in",
             "[codec.md](codec.md).")


def loops_of(page, found, clients):
    crowds = {loops: next(row for row in rows if "clients" in row[""]) for loops, rows in found.items()}
    names = {loops: f"{loops} loop{'s' if loops > 1 else ''}" for loops in crowds}
    page.say("## From one loop to two")
    page.chart("loops", "Latency and processor time by the number of loops", lambda foot: chart.bars(
        f"{clients:,} clients at 60 Hz, by the server's loops",
        {
            caption: [(names[loops], chart.OURS, microseconds(row[column]), row[column]) for loops, row in crowds.items()]
            for caption, column in [
                ("latency, median", "median"), ("latency, p99", "p99"), ("processor of both ends, each message", "CPU each")]
        }, foot))
    page.table(dict(zip(["loops", *COLUMNS[1:]], ["---"] + ["--:"] * 9)), [
        [names[loops], *list(row.values())[1:]] for loops, row in crowds.items()])
    page.say("In JSON, with a twentieth as many clients beside them that never read. The clients have as many loops as the server, so",
             "a second one helps only where there is a core for each: four cores for two loops. *server's* is the first loop's alone.")


def streaming(page, ticks):
    page.say("## Streaming on against off")
    page.chart("streaming", "Processor time of a tick with nobody listening and with one client", lambda foot: chart.bars(
        "What a tick takes of the server's thread",
        {
            f"{codec}, of the 16,667 µs that a frame has": [
                ("off: nobody listens", chart.OTHER, off, f"{off:.0f} µs"), ("on: one client", chart.OURS, on, f"{on:.0f} µs")]
            for codec, (off, on) in ticks.items()
        }, foot))
    page.table({"codec": "---", "off": "--:", "on": "--:", "streaming costs": "--:", "must be": "--:"}, [
        [codec, f"{off:.0f} µs", f"{on:.0f} µs", f"{max(on - off, 0):.0f} µs", "< 1,000 µs"] for codec, (off, on) in ticks.items()])
    page.say("An energy update and three tokens a tick, as an engine that talks would have them. Time of the processor, not of the wall.")
