"""The server under attack, and what must hold after each attack."""

import json
import os
import subprocess
import sys
import time

from program import Lifeline

STALL_MS_MAX = 250
# What one attack may leave behind: the allocator keeps pages, and sessions wait half a minute for their clients.
RSS_KIB_MAX = 8 << 10
# What all attacks together may leave behind.
RSS_TOTAL_KIB_MAX = 32 << 10
SETTLE_SECONDS = 12


class Field:
    def __init__(self, program):
        self.server = Lifeline(program, "--source", "demo", "--log-level", "error")
        here = os.path.dirname(__file__)
        self.witness = subprocess.Popen(
            [sys.executable, os.path.join(here, "witness.py"), str(self.server.port), self.server.token],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        time.sleep(1)
        self.report()
        self.first = self.rss

    def __enter__(self):
        return self.server

    def __exit__(self, *_):
        self.witness.kill()
        self.witness.wait()
        self.server.__exit__()

    @property
    def descriptors(self):
        return len(os.listdir(f"/proc/{self.server.process.pid}/fd"))

    @property
    def rss(self):
        with open(f"/proc/{self.server.process.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))

    @property
    def kept_waiting(self):
        """Milliseconds the server's threads have waited for a processor so far: the machine's doing, not the server's."""
        waited = 0
        for task in os.listdir(f"/proc/{self.server.process.pid}/task"):
            with open(f"/proc/{self.server.process.pid}/task/{task}/schedstat") as file:
                waited += int(file.read().split()[1])
        return waited / 1e6

    def report(self):
        """What the healthy client has seen since the last report."""
        self.witness.stdin.write("\n")
        self.witness.stdin.flush()
        seen = json.loads(self.witness.stdout.readline() or "{}")
        assert "stall" in seen, f"the healthy client was sent away: {seen}"
        return seen

    def survive(self, attack):
        """Runs an attack and checks what must hold afterwards. Returns what was measured."""
        self.report()
        before, open_before, waited = self.rss, self.descriptors, self.kept_waiting
        attack(self.server)
        seen = self.report()
        assert self.server.process.poll() is None, f"the server ended, code {self.server.process.returncode}: {self.server.log()[-500:]}"
        assert self.server.ask("GET", "/healthz")[0] == 200, "it does not answer"
        # Who could not run could not read or write; what is left is what the attack did. On a quiet machine that is all.
        waited = self.kept_waiting - waited
        kept = f"the machine kept it {seen['starved']:.0f} ms and the server {waited:.0f} ms"
        stall = seen["stall"] - seen["starved"] - waited
        assert stall <= STALL_MS_MAX, f"the healthy client waited {seen['stall']:.0f} ms; {kept}"
        deadline = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < deadline and (self.descriptors > open_before or self.rss > before + RSS_KIB_MAX):
            time.sleep(0.05)
        left = self.descriptors - open_before
        assert left <= 0, f"{left} descriptors are still open after {SETTLE_SECONDS} s"
        grown, total = self.rss - before, self.rss - self.first
        assert grown <= RSS_KIB_MAX, f"RSS is {grown} KiB larger than before"
        assert total <= RSS_TOTAL_KIB_MAX, f"RSS is {total} KiB larger than at the beginning"
        return f"stall {seen['stall']:.0f} ms, RSS {grown:+d} KiB"
