"""The n-th accept, read and write of the real program fails, for every n of an ordinary conversation and each errno; and
every n-th setting of its clock.

What interrupts or delays costs nobody anything; what breaks a connection costs that connection alone. Afterwards the
same conversation is held again, whole, and as many descriptors are open as before.
"""

import errno
import mmap
import os
import struct
import subprocess
import sys
import tempfile
import time

sys.path[:0] = [os.path.dirname(__file__), os.path.join(os.path.dirname(__file__), "..", "serve")]

from local import Local
from program import Lifeline
from wire import TEXT, Raw, message

ACCEPT, READ, WRITE, TIMER = range(4)
NAMES = ("accept", "read", "write", "timerfd_settime")
ONE_BYTE = -1
# Nobody notices these. A peer that was not accepted waits in the system's queue.
HARMLESS = {
    ACCEPT: (
        errno.EINTR,
        errno.EAGAIN,
        errno.ECONNABORTED,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
        errno.ENOBUFS,
        errno.EPERM,
    ),
    READ: (errno.EINTR, errno.EAGAIN, ONE_BYTE),
    WRITE: (errno.EINTR, errno.EAGAIN, ONE_BYTE),
}
# These end the connection they happen to, and no other.
DEADLY = {
    ACCEPT: (),
    READ: (errno.ECONNRESET, errno.ETIMEDOUT, errno.ENOMEM, errno.EIO, errno.ENOTCONN),
    WRITE: (errno.EPIPE, errno.ECONNRESET, errno.ENOMEM, errno.EIO, errno.EBADMSG),
}


# What is due comes all the same.
TIMER_EVERY = {1: "all", 2: "every second", 3: "every third", 7: "every seventh"}
TICKS = 60


class Orders:
    """The file that tells failing_calls.c what to do: kind, error, countdown, fired, every, and calls of each kind so far."""

    FORM = "=9i"

    def __init__(self, folder):
        self.path = os.path.join(folder, "orders")
        with open(self.path, "wb") as file:
            file.write(bytes(4096))
        with open(self.path, "r+b") as file:
            self.map = mmap.mmap(file.fileno(), 4096)

    def give(self, kind, error, countdown, every=0):
        self.map[0:12] = struct.pack("=3i", kind, error, 0)
        self.map[16:20] = struct.pack("=i", every)
        self.map[8:12] = struct.pack("=i", countdown)

    def silence(self):
        self.map[16:20] = bytes(4)
        self.map[8:12] = bytes(4)

    @property
    def fired(self):
        return struct.unpack_from(self.FORM, self.map)[3]

    def calls(self, kind):
        return struct.unpack_from(self.FORM, self.map)[5 + kind]


def converse(server, patience=4):
    """An ordinary conversation over each door: a page, a WebSocket with a stream, a producer's line."""
    with Raw(server, timeout=patience).hello(channels=[{"name": "energy"}]) as link:
        records = 0
        for opcode, _ in link.frames():
            records += opcode == TEXT
            if records == 6:
                break
        assert records == 6, f"closed with {link.code} after {records} records"
        found = link.settle()
        assert link.code is None and found[-1].get("re"), f"closed with {link.code}"
    with Local(server) as link:
        link.link.settimeout(patience)
        link.say(message("heartbeat", {}, id=9))
        assert any(m.get("re") == 9 for m in link.messages()), "the producer was not answered"
    assert server.ask("GET", "/healthz")[0] == 200


def descriptors(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


class Trial:
    def __init__(self, server, orders):
        self.server, self.orders = server, orders
        self.open = descriptors(server)
        self.tried = self.fired = self.lost = 0

    def calls(self, kind):
        before = self.orders.calls(kind)
        converse(self.server)
        return self.orders.calls(kind) - before

    def fail(self, kind, error, n, is_harmless, every=0):
        what = f"{NAMES[kind]} {n}: {'one byte' if error == ONE_BYTE else errno.errorcode[error]}"
        before = self.orders.fired
        self.orders.give(kind, error, n, every)
        try:
            converse(self.server)
        except Exception as fault:  # What a broken connection looks like to its client is the client's business.
            self.lost += 1
            assert not is_harmless, f"{what}: {type(fault).__name__} {str(fault)[:200]}"
        finally:
            self.orders.silence()
        assert (
            self.server.process.poll() is None
        ), f"{what}: the program ended, {self.server.process.returncode}: {self.server.log()[-400:]}"
        self.tried += 1
        self.fired += self.orders.fired > before
        try:
            converse(self.server)
        except Exception as fault:
            raise AssertionError(f"{what}, and then: {type(fault).__name__} {str(fault)[:200]}") from fault
        deadline = time.monotonic() + 5
        while (left := descriptors(self.server) - self.open) > 0:
            assert time.monotonic() < deadline, f"{what}: {left} descriptors stay open"
            time.sleep(0.01)


    def stop_clock(self, every):
        """From now on so many settings of the clock fail; ticks are its work."""
        before = self.orders.fired
        self.orders.give(TIMER, errno.EINVAL, every, every)
        try:
            with Raw(self.server, timeout=4).hello(channels=[{"name": "energy"}], window=0) as link:
                for _, (opcode, _) in zip(range(TICKS), link.frames()):
                    assert opcode == TEXT, f"{TIMER_EVERY[every]}: closed with {link.code}"
            converse(self.server)
        finally:
            self.orders.silence()
        fired = self.orders.fired - before
        assert fired >= TICKS // (2 * every), f"{TIMER_EVERY[every]}: {fired} calls failed, which says nothing"
        converse(self.server)


def main():
    program, folder = sys.argv[1], tempfile.mkdtemp(prefix="lifeline-", dir="/tmp")
    shim, orders = os.path.join(folder, "failing_calls.so"), Orders(folder)
    source = os.path.join(os.path.dirname(__file__), "failing_calls.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", shim, source, "-ldl"], check=True)
    os.environ.update(LD_PRELOAD=shim, LIFELINE_FAULTS=orders.path)
    server = Lifeline(program, "--source", "demo", "--log-level", "error")
    del os.environ["LD_PRELOAD"]
    with server:
        converse(server)
        assert orders.calls(ACCEPT) and orders.calls(READ) and orders.calls(WRITE), "no call of the program was seen"
        time.sleep(0.5)
        trial = Trial(server, orders)
        for kind in (ACCEPT, READ, WRITE):
            count = trial.calls(kind) + 1
            for is_harmless, errors in ((True, HARMLESS[kind]), (False, DEADLY[kind])):
                for error in errors:
                    for n in range(1, count + 1):
                        trial.fail(kind, error, n, is_harmless)
            print(
                f"ok  each of {count} calls of {NAMES[kind]}, {len(HARMLESS[kind]) + len(DEADLY[kind])} ways",
                flush=True,
            )
        for every in TIMER_EVERY:
            trial.stop_clock(every)
        print(f"ok  the ticks go on if settings of the clock fail: {', '.join(TIMER_EVERY.values())}", flush=True)
        assert server.end()[0] == 0, "it does not end by itself any more"
    assert trial.lost > 20, "nobody noticed calls that break a connection: they did not fail"
    print(
        f"{trial.fired} calls failed in {trial.tried} conversations, {trial.lost} of which broke off; each was held again"
    )
    return 0


sys.exit(main())
