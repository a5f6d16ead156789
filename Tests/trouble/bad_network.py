"""Two network namespaces, and between them a network that loses, delays and reorders packets.

The kernel's own (tc netem) is not built into every kernel, so the packets go through this process: a TUN device in each
namespace, and a thread that carries what comes out of one into the other, late, or not at all.
"""

import ctypes
import fcntl
import heapq
import os
import random
import select
import shutil
import struct
import subprocess
import threading
import time
from contextlib import contextmanager

from local import Skipped

CLONE_NEWNET, TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x40000000, 0x400454CA, 0x0001, 0x1000
ADDRESSES = ("10.77.0.1", "10.77.0.2")
libc = ctypes.CDLL(None, use_errno=True)


class BadNetwork:
    SERVER, CLIENT = 0, 1

    def __init__(self, loss=0.05, delay=0.02, jitter=0.02):
        if not shutil.which("ip") or os.getuid() != 0 or not os.path.exists("/dev/net/tun"):
            raise Skipped("a network of one's own needs root, iproute2 and /dev/net/tun")
        self.loss, self.delay, self.jitter, self.is_cut = loss, delay, jitter, False
        self.seed = random.randrange(1 << 32)
        self.random = random.Random(self.seed)
        self.carried = self.lost = 0
        self.names = [f"lifeline-{os.getpid()}-{side}" for side in "ab"]
        self.home = os.open("/proc/self/ns/net", os.O_RDONLY)
        try:
            self.tuns = [self.make(side) for side in (self.SERVER, self.CLIENT)]
        except (OSError, subprocess.CalledProcessError) as fault:
            self.close()
            raise Skipped(f"namespaces or TUN devices may not be made here: {fault}") from None
        self.is_over = False
        self.thread = threading.Thread(target=self.carry, daemon=True)
        self.thread.start()

    def make(self, side):
        name = self.names[side]
        run = lambda *words: subprocess.run(words, check=True, capture_output=True)
        run("ip", "netns", "add", name)
        with self.inside(side):
            tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
            fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH14x", b"wire", IFF_TUN | IFF_NO_PI))
        run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "-n", name, "addr", "add", ADDRESSES[side], "peer", ADDRESSES[1 - side], "dev", "wire")
        run("ip", "-n", name, "link", "set", "wire", "up")
        return tun

    @contextmanager
    def inside(self, side):
        """What this thread opens or starts meanwhile belongs to that side."""
        there = os.open(f"/run/netns/{self.names[side]}", os.O_RDONLY)
        try:
            enter(there)
            yield
        finally:
            enter(self.home)
            os.close(there)

    def carry(self):
        waiting, number = [], 0
        while not self.is_over:
            patience = max(0, min(0.05, waiting[0][0] - time.monotonic())) if waiting else 0.05
            for tun in select.select(self.tuns, [], [], patience)[0]:
                packet, number = os.read(tun, 65536), number + 1
                if self.is_cut or self.random.random() < self.loss:
                    self.lost += 1
                    continue
                late = self.delay + self.random.random() * self.jitter
                other = self.tuns[1 - self.tuns.index(tun)]
                heapq.heappush(waiting, (time.monotonic() + late, number, other, packet))
            while waiting and waiting[0][0] <= time.monotonic():
                _, _, tun, packet = heapq.heappop(waiting)
                self.carried += 1
                try:
                    os.write(tun, packet)
                except OSError:
                    self.lost += 1

    def close(self):
        self.is_over = True
        if hasattr(self, "thread"):
            self.thread.join()
        for tun in getattr(self, "tuns", ()):
            os.close(tun)
        for name in self.names:
            subprocess.run(["ip", "netns", "del", name], capture_output=True)
        os.close(self.home)


def enter(namespace):
    if libc.setns(namespace, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
