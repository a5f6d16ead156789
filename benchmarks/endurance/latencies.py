"""Latencies that can be added up: a histogram of microseconds."""

from collections import Counter


class Latencies:
    def __init__(self, pairs=()):
        self.counts = Counter()
        for middle, count in pairs:
            self.counts[middle] += count

    def __iadd__(self, other):
        self.counts.update(other.counts)
        return self

    @property
    def total(self):
        return self.counts.total()

    def quantiles(self, *shares):
        """Milliseconds below which these shares lie; the shares rise. 0 without any latency."""
        found, seen, wanted, last = [], 0, list(shares), 0
        for middle in sorted(self.counts):
            seen += self.counts[middle]
            last = middle
            while wanted and seen > wanted[0] * self.total:
                found.append(middle / 1000)
                wanted.pop(0)
        return found + [last / 1000] * len(wanted)

    @property
    def worst(self):
        return max(self.counts, default=0) / 1000
