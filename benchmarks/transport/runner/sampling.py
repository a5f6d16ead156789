"""Samples: one run of the generator against one server, on a machine that others may use."""

import json
import subprocess
import time

import machine
from servers import Fault, Running

SAMPLE_SECONDS_MAX = 150
TRIES_MAX = 3
# Between samples, so that what one leaves behind is not the next one's load.
PAUSE_SECONDS = 0.15


class Sampler:
    """Takes samples, waits for lulls and repeats noisy ones, as long as its patience lasts."""

    def __init__(self, generator, seconds, quiet_cores, patience_seconds, idle_connections):
        self.generator = generator
        self.seconds = seconds
        self.quiet_cores = quiet_cores
        self.patience = patience_seconds
        self.idle_connections = idle_connections
        self.server_core, self.load_core = machine.cores()

    def start(self, server):
        return Running(server, self.server_core)

    def best_sample(self, mode, running):
        """The calmest of up to TRIES_MAX samples. A mode that wants a fresh server gets one for each."""
        best = None
        for _ in range(TRIES_MAX):
            self.wait_for_a_lull()
            start = time.monotonic()
            sample = self.fresh_sample(mode, running.server) if mode.fresh else self.sample(mode, running)
            if best is None or sample["foreign_cores"] < best["foreign_cores"]:
                best = sample
            best["noisy"] = best["foreign_cores"] > self.quiet_cores
            if not best["noisy"] or self.patience <= 0:
                break
            self.patience -= time.monotonic() - start
        return best

    def wait_for_a_lull(self):
        time.sleep(PAUSE_SECONDS)
        while self.patience > 0 and machine.busy_cores(0.25) > self.quiet_cores:
            self.patience -= 0.25

    def fresh_sample(self, mode, server):
        running = self.start(server)
        try:
            return self.sample(mode, running)
        finally:
            running.stop()

    def sample(self, mode, running):
        core = self.server_core if mode.one_core else self.load_core
        command = [
            "taskset", "-c", str(core), self.generator, *mode.load, *running.address, "--server",
            str(running.process.pid)]
        if mode.load[0] == "idle":
            command += ["--connections", str(self.idle_connections)]
        if mode.warms_up:
            command += ["--seconds", str(self.seconds), "--warm-up", "0.3"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=SAMPLE_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            raise Fault(f"no end after {SAMPLE_SECONDS_MAX} s") from None
        if done.returncode != 0:
            raise Fault(done.stderr.strip() or f"the generator ended with {done.returncode}")
        # The mode has our name for it, not the generator's.
        return {**json.loads(done.stdout), "mode": mode.name, "server": running.server.name}
