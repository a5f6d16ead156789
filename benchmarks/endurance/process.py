"""What a process holds and uses, as the kernel counts it."""

import os
import time

# Longer than the server waits for anybody who has gone without a word.
SETTLE_SECONDS = 12


class Process:
    def __init__(self, number):
        self.folder = f"/proc/{number}"

    @property
    def resident(self):
        """Bytes of memory."""
        with open(f"{self.folder}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) << 10

    @property
    def descriptors(self):
        return len(os.listdir(f"{self.folder}/fd"))

    @property
    def processor(self):
        """Seconds its threads have run, and seconds they were ready and had no core: that is the machine's doing."""
        ran = waited = 0
        for task in os.listdir(f"{self.folder}/task"):
            with open(f"{self.folder}/task/{task}/schedstat", encoding="ascii") as file:
                words = file.read().split()
            ran += int(words[0])
            waited += int(words[1])
        return ran / 1e9, waited / 1e9


def settled(process, descriptors):
    """Descriptors once everybody is gone."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while process.descriptors > descriptors and time.monotonic() < deadline:
        time.sleep(0.05)
    return process.descriptors
