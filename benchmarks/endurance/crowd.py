"""The crowd as a process, and what it says, line by line."""

import json
import os
import subprocess

from latencies import Latencies

PROGRAM = os.environ.get("LIFELINE_CROWD", os.path.join(".build", "bench", "crowd"))
# What must not happen to anybody, whatever the machine does.
FAULTS = ("disordered", "wrong", "lost")


class Crowd:
    """A running crowd. Iterating yields its reports; the first says that all are in."""

    def __init__(self, server, mode, **flags):
        words = [PROGRAM, mode, "--port", str(server.port), "--token", server.token, "--unix", server.unix]
        for name, value in flags.items():
            words += [f"--{name}"] if value is True else [f"--{name}", str(value)]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()

    def __iter__(self):
        for line in self.process.stdout:
            report = json.loads(line)
            report["late"] = Latencies(report["late"])
            yield report
        if self.process.wait() != 0:
            raise RuntimeError(self.process.stderr.read().strip() or f"the crowd ended with {self.process.returncode}")
