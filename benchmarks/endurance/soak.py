"""A crowd for a long time at the real program: what it holds at the end is what it held after the warm-up."""

import argparse
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE] + [os.path.join(HERE, "..", *place) for place in [("..", "Tests", "serve"), ("transport",), ("charts",)]]

from crowd import FAULTS, Crowd
from process import Process, settled
from program import Lifeline
from samples import MIB, Samples
from soak_page import write

# What the page of results says of them is in soak_page.py.
CROWD = {"clients": 100, "hertz": 60, "bytes": 1024, "churn": 10, "mutes": 5}
# The server gives silent ones up after 10 s and forgets sessions after 30 s: by then as many come as go.
WARM_UP_SECONDS = 60
GROWTH_MAX, P99_MS_MAX, P999_MS_MAX = 0.05, 8, 16.7
# The short form does not wait for the defaults.
QUICK_FLAGS = ("--grace", "2s", "--outbound-patience", "2s")
QUICK_WARM_UP_SECONDS, QUICK_SECONDS = 10, 12
# What the allocator of a program that has just started still takes, whoever leaks nothing.
QUICK_GROWTH_BYTES = 2 * MIB


def sample(server, seconds, warm_up):
    samples, process = Samples(), Process(server.process.pid)
    with Crowd(server, "listen", seconds=seconds + warm_up, **CROWD) as crowd:
        last = None
        for report in crowd:
            now, used = time.monotonic(), process.processor
            if last and report["at"] > warm_up and now - last[0] > 0.5:
                samples.take(process, report, [b - a for a, b in zip(last[1], used)], now - last[0])
                if len(samples.p99) % max(1, min(60, seconds // 10)) == 0:
                    print(samples.line, flush=True)
            last = now, used
    return samples


def judge(samples, before, after, is_quick):
    """Rows of what, seen, bound and whether it holds."""
    first, last = samples.ends(samples.resident)
    sums, growth = samples.sums, last / first - 1
    is_flat = last - first <= QUICK_GROWTH_BYTES if is_quick else growth <= GROWTH_MAX
    bound = f"at most {QUICK_GROWTH_BYTES // MIB} MiB more" if is_quick else f"at most {100 * GROWTH_MAX:.0f} % more"
    rows = [
        ("memory at the end", f"{last / MIB:.2f} MiB after {first / MIB:.2f} MiB ({100 * growth:+.1f} %)", bound, is_flat),
        ("descriptors when all are gone", f"{after} after {before}", "as many", after == before),
        (
            "descriptors with the crowd, median",
            "{1:g} after {0:g}".format(*samples.ends(samples.descriptors)),
            "at most 2 more",
            samples.ends(samples.descriptors)[1] - samples.ends(samples.descriptors)[0] <= 2,
        ),
    ]
    for name, words in zip(FAULTS, ("out of order or twice", "other than published", "sent away without asking")):
        rows.append((words, f"{sums[name]} of {sums['received']:,} messages", "none", sums[name] == 0))
    if not is_quick:
        p99, p999 = samples.late.quantiles(0.99, 0.999)
        rows.append(("latency, p99", f"{p99:.2f} ms", f"{P99_MS_MAX} ms", p99 <= P99_MS_MAX))
        rows.append(("latency, p99.9", f"{p999:.2f} ms", f"{P999_MS_MAX} ms", p999 <= P999_MS_MAX))
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out")
    options = parser.parse_args()
    seconds = QUICK_SECONDS if options.quick else round(60 * options.minutes)
    with Lifeline(options.program, "--log-level", "error", *(QUICK_FLAGS if options.quick else ())) as server:
        process = Process(server.process.pid)
        server.ask("GET", "/healthz")
        time.sleep(0.5)
        before = process.descriptors
        samples = sample(server, seconds, QUICK_WARM_UP_SECONDS if options.quick else WARM_UP_SECONDS)
        after = settled(process, before)
        assert server.ask("GET", "/healthz")[0] == 200, "it does not answer any more"
        code, _ = server.end()
        assert code == 0 and not server.log(), f"it ended with {code}: {server.log()[-400:]}"
    rows = judge(samples, before, after, options.quick)
    for what, seen, bound, holds in rows:
        print(f"{'ok  ' if holds else 'FAIL'} {what}: {seen}; bound: {bound}")
    if options.out:
        write(options.out, samples, rows, options.minutes, CROWD, WARM_UP_SECONDS, P99_MS_MAX)
    broken = sum(not holds for *_, holds in rows)
    print(f"{seconds} s with {samples.sums['received']:,} messages: {len(rows) - broken} promises kept, {broken} broken")
    return 1 if broken else 0


sys.exit(main())
