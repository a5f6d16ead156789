"""What others take of this machine: whoever measures beside them measures them, too."""

import os
import pathlib
import time

PROC = pathlib.Path("/proc")
# Of one processor. More than that, and what is late may be late because of them.
OTHERS_MAX = 0.15


def goes_first():
    """Whether the system runs us and our descendants before all others: then they make nothing late."""
    policies = [getattr(os, name, None) for name in ("SCHED_FIFO", "SCHED_RR")]
    return hasattr(os, "sched_getscheduler") and os.sched_getscheduler(0) in policies


class Others:
    """From now to `share()`: how many processors everything but this process and its descendants has kept busy."""

    def __init__(self):
        self.since = self.read()

    def share(self):
        """0.5 is half a processor; None where a system does not tell."""
        if self.since is None:
            return None
        busy, ours, at = (later - before for later, before in zip(self.read(), self.since))
        return max(busy - ours, 0) / os.sysconf("SC_CLK_TCK") / at

    @staticmethod
    def read():
        if not (PROC / "stat").exists():
            return None
        user, nice, system, _, _, irq, soft, steal = map(int, (PROC / "stat").read_text().split()[1:9])
        return user + nice + system + irq + soft + steal, Others.ours(), time.monotonic()

    @staticmethod
    def ours():
        """Ticks of this process, its descendants, and the children that these have waited for."""
        parents, ticks = {}, {}
        for stat in PROC.glob("[0-9]*/stat"):
            try:
                # The name before it may hold spaces and parentheses.
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(stat.parent.name)] = int(fields[1])
            ticks[int(stat.parent.name)] = sum(map(int, fields[11:15]))
        family = {os.getpid()}
        while grown := {child for child, parent in parents.items() if parent in family} - family:
            family |= grown
        return sum(ticks.get(member, 0) for member in family)
