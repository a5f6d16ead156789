"""What is measured: the loads, and the figures each gives."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One row of the table: a figure of a mode, and what it has to be for our own server."""

    title: str
    key: str
    unit: str
    must: float
    aim: float
    # What holds the reference itself back, so that nobody looks for it in our code.
    limit: str
    # Against the reference of the same round; otherwise the figure as it is.
    is_ratio: bool = True


@dataclass(frozen=True)
class Mode:
    name: str
    load: tuple[str, ...]
    measures: tuple[Measure, ...]
    # The generator on the server's core: no waking of another core in the figure.
    one_core: bool = False
    # A new server for every sample, as the figure is about its beginning.
    fresh: bool = False
    # Part of a run that names no modes.
    usual: bool = True
    warms_up: bool = True


def cpu(title, must, aim, limit, unit="µs/message"):
    return (Measure(title, "cpu_us", unit, must, aim, limit),)


def echo(name, connections, depth, must, aim, limit, usual=True):
    load = ("echo", "--connections", str(connections), "--depth", str(depth))
    return Mode(name, load, cpu(f"echo {connections}×{depth}, CPU", must, aim, limit), usual=usual)


def fanout(name, title, arguments, must, aim, limit, usual=True):
    load = ("fanout", "--size", "220", *arguments)
    return Mode(name, load, cpu(title, must, aim, limit, "µs/delivery"), usual=usual)


IDLE_CONNECTIONS = 10_000

MODES = {
    mode.name: mode
    for mode in [
        Mode(
            "rtt-1core", ("rtt",),
            (Measure("round trip on 1 core, p50", "p50_us", "µs", 1.08, 1.03,
                     "two sends, two reads and two switches of context in the kernel"),),
            one_core=True),
        Mode(
            "rtt", ("rtt",),
            (Measure("round trip on 2 cores, p50", "p50_us", "µs", 1.10, 1.03,
                     "waking an idle core, which is most of it and wavers"),),
            usual=False),
        echo("echo64x1", 64, 1, 1.10, 1.03, "one read and one send of the kernel per message"),
        echo("echo64x16", 64, 16, 1.30, 1.05,
             "one read and one send per 16 messages; what is left is finding, unmasking and copying frames"),
        echo("echo256x1", 256, 1, 1.10, 1.03, "as echo 64×1", usual=False),
        fanout("fan60", "fan-out 1000 at 60 Hz, CPU", ("--connections", "1000", "--rate", "60"), 1.08, 1.02,
               "one send per delivery, which also wakes the sleeping reader"),
        fanout("fan60b4", "fan-out 1000 at 60 Hz, 4 messages a tick, CPU",
               ("--connections", "1000", "--rate", "60", "--burst", "4"), 1.10, 1.03,
               "one send per four deliveries, if the server gathers"),
        fanout("fanflat", "fan-out 1000 flat out, CPU", ("--connections", "1000", "--window", "2"), 1.10, 1.02,
               "one send per delivery"),
        fanout("fanburst16", "fan-out 1000, bursts of 16, CPU",
               ("--connections", "1000", "--window", "1", "--burst", "16"), 1.15, 1.00,
               "one send per 16 deliveries; the kernel copies 3.5 KB for each subscriber"),
        fanout("fanflat5k", "fan-out 5000 flat out, CPU", ("--connections", "5000", "--window", "2"), 1.10, 1.02,
               "one send per delivery, and more sockets than the caches hold", usual=False),
        Mode(
            "idle", ("idle",),
            (Measure("handshake, CPU", "cpu_us", "µs", 1.25, 1.05,
                     "accepting, half a dozen system calls and one SHA-1"),
             Measure("memory per idle connection", "resident_each", "bytes", 1024, 512,
                     "libuv's handle, 216 to 264 bytes, and the allocator's steps", is_ratio=False)),
            fresh=True, warms_up=False),
    ]
}
