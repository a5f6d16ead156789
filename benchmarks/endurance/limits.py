"""How far it goes on one loop: thousands who are idle, and thousands who listen at 60 Hz."""

import argparse
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE] + [os.path.join(HERE, "..", *place) for place in [("..", "Tests", "serve"), ("transport",), ("charts",)]]

from crowd import FAULTS, Crowd
from latencies import Latencies
from limits_page import write
from process import Process, settled
from program import Lifeline
from runner import machine

IDLE, LISTENING = (100, 1_000, 5_000, 10_000), (100, 300, 1_000, 3_000, 10_000)
SECONDS, CALM_SECONDS = 10, 2
QUICK_IDLE, QUICK_LISTENING, QUICK_SECONDS = (100, 1_000), (100, 1_000), 3
BEATS = {"hertz": 60, "bytes": 256, "binary": True, "window": 64}
# Descriptors of a server and of a crowd beside one for each client.
DESCRIPTORS_BESIDE = 100
EACH_BYTES_MAX, IDLE_CLIENTS, IDLE_SHARE_MAX = 16 << 10, 5_000, 3
LISTENERS, P99_MS_MAX = 1_000, 16.7


class Seen:
    """What one crowd did to one server."""

    def __init__(self, program, clients, seconds, *flags, **crowd):
        with Lifeline(program, "--log-level", "error", "--connections-max", str(clients + 64), *flags) as server:
            process = Process(server.process.pid)
            server.ask("GET", "/healthz")
            time.sleep(0.5)
            before, descriptors = process.resident, process.descriptors
            self.clients, self.late, self.received, self.conflated, self.faults = clients, Latencies(), 0, 0, 0
            with Crowd(server, "listen", clients=clients, seconds=seconds + CALM_SECONDS, **crowd) as reports:
                first = last = None
                for report in reports:
                    if last is None:
                        self.opened = report["at"]
                        last = report
                    if report["at"] < CALM_SECONDS or report["at"] == self.opened:
                        continue
                    now = time.monotonic(), process.processor[0]
                    if first is None:
                        first = now
                        continue
                    # The last report comes when all is over; nothing is used after it.
                    self.share = 100 * (now[1] - first[1]) / (now[0] - first[0])
                    self.resident = process.resident
                    self.late += report["late"]
                    self.received += report["received"]
                    self.conflated += report["conflated"]
                    self.faults += sum(report[name] for name in FAULTS)
                    self.seconds = now[0] - first[0]
            self.each = (self.resident - before) / clients
            self.left = settled(process, descriptors) - descriptors
            assert server.ask("GET", "/healthz")[0] == 200, "it does not answer any more"
        self.median, self.p99 = self.late.quantiles(0.5, 0.99)
        print(
            f"{clients:6,} clients: {self.each:,.0f} bytes each, {self.share:.1f} % of a core"
            + (f", {self.received / self.seconds:,.0f} messages a second, p99 {self.p99:.2f} ms" if crowd else ""),
            flush=True,
        )


def judge(idle, listening):
    """Rows of what, seen, bound and whether it holds."""
    by_count = {seen.clients: seen for seen in idle}
    rows = []
    if IDLE_CLIENTS in by_count:
        each, share = by_count[IDLE_CLIENTS].each, by_count[IDLE_CLIENTS].share
        rows.append((f"memory of each of {IDLE_CLIENTS:,} idle clients", f"{each:,.0f} bytes", f"{EACH_BYTES_MAX:,} bytes", each <= EACH_BYTES_MAX))
        rows.append((f"heartbeats of {IDLE_CLIENTS:,} idle clients", f"{share:.1f} % of a core", f"{IDLE_SHARE_MAX} %", share <= IDLE_SHARE_MAX))
        rows.append(("open at once", f"{idle[-1].clients:,}", f"{IDLE[-1]:,}", idle[-1].clients == IDLE[-1]))
    heard = next(seen for seen in listening if seen.clients == LISTENERS)
    rows.append((f"{LISTENERS:,} clients at 60 Hz, p99", f"{heard.p99:.2f} ms", f"{P99_MS_MAX} ms", heard.p99 <= P99_MS_MAX))
    everybody = [*idle, *listening]
    faults = sum(seen.faults for seen in everybody)
    rows.append(("out of order, twice, changed, sent away", f"{faults}", "0", faults == 0))
    left = sum(seen.left for seen in everybody)
    rows.append(("descriptors left open", f"{left}", "0", left == 0))
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--out")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    counts, listeners, seconds = (QUICK_IDLE, QUICK_LISTENING, QUICK_SECONDS) if options.quick else (IDLE, LISTENING, SECONDS)
    limit = machine.raise_descriptor_limit()
    if limit < counts[-1] + DESCRIPTORS_BESIDE:
        print(
            f"load-limits: {counts[-1]:,} clients need {counts[-1] + DESCRIPTORS_BESIDE:,} open files, and this user may have {limit:,}: "
            "as root, raise `nofile` in /etc/security/limits.conf, or run `ulimit -Hn 20000` in the shell that starts this",
            file=sys.stderr,
        )
        return 2
    busy = machine.busy_cores(CALM_SECONDS)
    idle = [Seen(options.program, count, seconds) for count in counts]
    print("at 60 Hz:")
    listening = [Seen(options.program, count, seconds, **BEATS) for count in listeners]
    rows = judge(idle, listening)
    for what, seen, bound, holds in rows:
        print(f"{'ok  ' if holds else 'FAIL'} {what}: {seen}; bound: {bound}")
    if options.out:
        write(options.out, idle, listening, rows, busy, options.quick)
    broken = sum(not holds for *_, holds in rows)
    print(f"{len(rows) - broken} promises kept, {broken} broken")
    return 1 if broken else 0


sys.exit(main())
