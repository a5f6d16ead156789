"""What is looked at each second while a crowd is at the server."""

import statistics

from crowd import FAULTS
from latencies import Latencies

MIB = 1 << 20
COUNTED = ("received", "conflated", "joined", "resumed", "left", "mutes", *FAULTS)


class Samples:
    """One each second."""

    def __init__(self):
        self.resident, self.descriptors, self.share, self.waited = [], [], [], []
        self.median, self.p99, self.worst = [], [], []
        self.late, self.sums = Latencies(), dict.fromkeys(COUNTED, 0)
        self.beat_late = self.crowd_processor = 0

    def take(self, process, report, used, seconds):
        self.resident.append(process.resident)
        self.descriptors.append(process.descriptors)
        self.share.append(100 * used[0] / seconds)
        self.waited.append(used[1])
        median, p99 = report["late"].quantiles(0.5, 0.99)
        self.median.append(median)
        self.p99.append(p99)
        self.worst.append(report["late"].worst)
        self.late += report["late"]
        for name in self.sums:
            self.sums[name] += report[name]
        self.beat_late = max(self.beat_late, report["beat_late_us"] / 1000)

    def ends(self, values):
        """Medians of the first and of the last part: a single second has clients between door and table."""
        part = max(3, min(60, len(values) // 5))
        return statistics.median(values[:part]), statistics.median(values[-part:])

    @property
    def line(self):
        """What the last second was like."""
        minutes, seconds = divmod(len(self.p99), 60)
        return (
            f"{minutes:3d}:{seconds:02d}  RSS {self.resident[-1] / MIB:.1f} MiB, {self.descriptors[-1]} descriptors, "
            f"{self.share[-1]:.1f} % of a core, p99 {self.p99[-1]:.2f} ms, worst {self.worst[-1]:.2f} ms"
        )
