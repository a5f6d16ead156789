"""How the cost of one message grows with clients and with bytes, beside the C reference."""

import json
import os
import statistics
import subprocess

import chart
import machine
from servers import Fault, Running, all_servers

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OUT = os.path.join(ROOT, ".build", "bench")
CLIENTS = [1, 10, 100, 1_000, 3_000, 10_000]
SIZES = [64, 256, 1_024, 4_096, 16_384, 65_536]
ROUNDS, SECONDS = 7, 1.5
QUICK_CLIENTS, QUICK_ROUNDS, QUICK_SECONDS = CLIENTS[:4], 1, 0.5
# Deliveries a second that the generator's one core can take.
DELIVERIES_MAX = 60_000
TRIES_MAX = 5


def sample(running, load, seconds):
    """µs of the server's processor for one message."""
    _, core = machine.cores()
    command = ["taskset", "-c", str(core), os.path.join(OUT, "load"), *load, *running.address,
               "--server", str(running.process.pid), "--seconds", str(seconds), "--warm-up", "0.3"]
    for _ in range(TRIES_MAX):
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode:
            raise Fault(done.stderr.strip())
        # On a busy machine nothing may have come in time: then there is nothing to divide by.
        if "nan" not in done.stdout:
            return json.loads(done.stdout)["cpu_us"]
    raise Fault(f"{running.server.name} was starved {TRIES_MAX} times: {' '.join(load)}")


def rounds_of(servers, load, rounds, seconds):
    """Server to µs, one for each round. Servers take turns, each on a process of its own."""
    core, _ = machine.cores()
    found = {name: [] for name in servers}
    for _ in range(rounds):
        for name, server in servers.items():
            running = Running(server, core)
            try:
                found[name].append(sample(running, load, seconds))
            finally:
                running.stop()
    return found


def grow(page, benchserver, across, loads, chart_title):
    """The chart and the table of one curve. `loads` is x to what the generator is told."""
    machine.raise_descriptor_limit()
    servers = {name: server for name, server in all_servers(OUT, benchserver).items() if name in ("reference", "lifeline")}
    rounds, seconds = (QUICK_ROUNDS, QUICK_SECONDS) if page.is_quick else (ROUNDS, SECONDS)
    page.run = f"{rounds} × {seconds} s"
    ours, theirs, rows = [], [], []
    for x, load in loads.items():
        found = rounds_of(servers, load, rounds, seconds)
        ours.append((x, statistics.median(found["lifeline"])))
        theirs.append((x, statistics.median(found["reference"])))
        ratio = statistics.median(one / other for one, other in zip(found["lifeline"], found["reference"]))
        rows.append([f"{x:,}", f"{ours[-1][1]:.3g}", f"{theirs[-1][1]:.3g}", f"{ratio:.2f}"])
        print(f"{across} {x:6,}: {ours[-1][1]:.3g} µs, {ratio:.2f} of the reference", flush=True)
    curves = {"Lifeline": (chart.OURS, ours), "C reference": (chart.OTHER, theirs)}
    page.chart(page.name, chart_title, lambda foot: chart.lines(
        chart_title, across, "µs of the server's processor", curves, foot))
    page.table({across: "--:", "Lifeline, µs": "--:", "reference, µs": "--:", "ratio": "--:"}, rows)
    page.say("A ratio is the median of the rounds' ratios to the C reference of [transport.md](transport.md), so it is not the",
             "quotient of the two figures beside it; 1.00 is about what the kernel charges.")


def with_clients(page, benchserver):
    page.title = "How cost grows with clients"
    page.say(f"Fan-out of 220 bytes, at 60 Hz or as often as makes {DELIVERIES_MAX:,} deliveries a second: what each delivery costs.",
             "A tick for one client pays for waking up alone; a thousand share that.")
    loads = {
        count: ("fanout", "--size", "220", "--connections", str(count), "--rate", str(min(60, DELIVERIES_MAX // count)))
        for count in (QUICK_CLIENTS if page.is_quick else CLIENTS)}
    grow(page, benchserver, "clients", loads, "Fan-out of 220 bytes: each delivery")


def with_size(page, benchserver):
    page.title = "How cost grows with the size of a message"
    page.say("Echo, 16 clients, one message in flight each: what each message costs. Finding, unmasking and copying bytes shows",
             "where the curve rises; below that it is the kernel's price of a read and a send.")
    loads = {size: ("echo", "--connections", "16", "--depth", "1", "--size", str(size)) for size in SIZES}
    grow(page, benchserver, "bytes", loads, "Echo of 16 clients: each message")
