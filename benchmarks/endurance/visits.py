"""Thousands of clients come, are welcomed and go, in each of the ways there are; nothing is left behind."""

import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "..", "Tests", "serve")]

from crowd import Crowd
from process import Process, settled
from program import Lifeline

# After so many the sessions that wait for their client are as many as there may be (sessions-away-max).
WARM_UP, VISITS = 4_000, 10_000
# 100 bytes for each visit; the pages of an allocator come and go.
GROWTH_BYTES_MAX = 100 * VISITS


def visit(server, count):
    with Crowd(server, "visit", count=count) as crowd:
        return sum(report["joined"] for report in crowd)


def main():
    with Lifeline(sys.argv[1], "--source", "demo", "--log-level", "error") as server:
        process = Process(server.process.pid)
        # The first connection also opens what is opened once.
        server.ask("GET", "/healthz")
        time.sleep(0.5)
        empty = process.descriptors
        visit(server, WARM_UP)
        assert settled(process, empty) == empty, f"{process.descriptors} descriptors after the warm-up, {empty} before"
        before, start = process.resident, time.monotonic()
        came = visit(server, VISITS)
        seconds = time.monotonic() - start
        assert came == VISITS, f"{came} of {VISITS} were welcomed"
        assert settled(process, empty) == empty, f"{process.descriptors} descriptors are open, {empty} before"
        grown = process.resident - before
        assert grown <= GROWTH_BYTES_MAX, f"grown by {grown} bytes in {VISITS} visits"
        assert server.ask("GET", "/healthz")[0] == 200 and server.end()[0] == 0
    print(f"{VISITS} visits in {seconds:.1f} s: {grown:+d} bytes, {empty} descriptors before and after")
    return 0


sys.exit(main())
