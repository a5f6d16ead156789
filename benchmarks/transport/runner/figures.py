"""From samples to figures: medians of ratios, each ratio within one round."""

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """A median and the quartiles around it."""

    median: float
    low: float
    high: float
    count: int


def spread(values):
    if not values:
        return None
    if len(values) == 1:
        return Spread(values[0], values[0], values[0], 1)
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(median, low, high, len(values))


class Figures:
    """All samples of a run, asked by mode and server."""

    def __init__(self, samples, servers):
        self.samples = samples
        self.servers = servers

    def of(self, mode, server):
        return [sample for sample in self.samples if sample["mode"] == mode.name and sample["server"] == server]

    def absolute(self, mode, measure, server):
        """The figure itself; of the calmer half of the samples, as load of others moves it."""
        samples = sorted(self.of(mode, server), key=lambda sample: sample["foreign_cores"])
        return spread([sample[measure.key] for sample in samples[: (len(samples) + 1) // 2 + (len(samples) > 3)]])

    def ratio(self, mode, measure, server, reference=None):
        """Against the reference in the same round: load of others moves both alike."""
        reference = reference or self.servers[server].reference
        base = {sample["round"]: sample[measure.key] for sample in self.of(mode, reference)}
        return spread([
            sample[measure.key] / base[sample["round"]]
            for sample in self.of(mode, server) if base.get(sample["round"], 0) > 0])

    def verdict_figure(self, mode, measure, server):
        """What `must` and `aim` speak of."""
        return self.ratio(mode, measure, server) if measure.is_ratio else self.absolute(mode, measure, server)

    def noisy(self, server=None):
        return sum(1 for sample in self.samples if sample["noisy"] and server in (None, sample["server"]))


def verdict(measure, figure):
    """"aim", "must" or "missed"."""
    if figure is None:
        return "–"
    # As the table shows it: two digits after the point.
    shown = round(figure.median, 2)
    return "aim" if shown <= measure.aim else "must" if shown <= measure.must else "missed"
