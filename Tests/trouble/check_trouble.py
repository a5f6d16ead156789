"""What a machine and a network do to the real program. Usage: check_trouble.py PROGRAM [NAME…]

After each trouble the program lives, and a healthy client was not hurt.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.join(HERE, "..", "hostile"), os.path.join(HERE, "..", "serve")]

from bad_network import ADDRESSES, BadNetwork
from healthy import Healthy
from local import Local, Skipped
from program import Lifeline
from wire import TEXT, Raw, dial, frame, head, message

PROGRAM = sys.argv[1]
STOPPED_SECONDS = 10


def serving(*flags):
    return Lifeline(PROGRAM, "--source", "demo", "--log-level", "warning", *flags)


def descriptors(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def resident(server):
    with open(f"/proc/{server.process.pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) << 10


def processor(server):
    with open(f"/proc/{server.process.pid}/schedstat") as file:
        return int(file.read().split()[0]) / 1e9


def is_alive(server):
    assert server.process.poll() is None, f"it ended with {server.process.returncode}: {server.log()[-400:]}"
    assert server.ask("GET", "/healthz")[0] == 200, "it does not answer"


def comes_back_to(server, count, seconds=10):
    """Descriptors are as many as they were."""
    deadline = time.monotonic() + seconds
    while descriptors(server) > count:
        assert time.monotonic() < deadline, f"{descriptors(server) - count} descriptors stay open"
        time.sleep(0.02)


def is_heard(producer, number):
    producer.say(message("heartbeat", {}, id=number))
    assert any(one.get("re") == number for one in producer.messages()), "the producer was not answered"


# MARK: Processes that stand still


def a_server_stopped_for_ten_seconds_goes_on_with_everybody_it_had():
    with serving() as server, Healthy(server) as client, Local(server) as producer:
        client.wait_for(60)
        is_heard(producer, 6)
        server.process.send_signal(signal.SIGSTOP)
        time.sleep(STOPPED_SECONDS)
        before = processor(server)
        server.process.send_signal(signal.SIGCONT)
        client.wait_for(60)
        client.is_in_order()
        assert client.longest >= STOPPED_SECONDS - 1, "it was not stopped"
        # Missed ticks are skipped: 600 of them at once would be a second of work, and stale.
        assert processor(server) - before < 0.8, "it made up for what it missed"
        assert len(client.seqs) < 400, f"{len(client.seqs)} messages: what was missed came after all"
        client.forget()
        client.is_well()
        is_heard(producer, 7)
        is_alive(server)


def a_client_stopped_for_ten_seconds_is_called_dead_and_comes_back_to_its_session():
    with serving() as server, Healthy(server) as neighbour:
        neighbour.wait_for(30)
        before = descriptors(server)
        client = subprocess.Popen(
            [sys.executable, os.path.join(ROOT, "Examples", "client.py"), "--seconds", "16", f"ws://127.0.0.1:{server.port}/ws"],
            env={**os.environ, "LIFELINE_TOKEN": server.token}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        time.sleep(2)
        assert descriptors(server) == before + 1, "it did not come in"
        neighbour.forget()
        client.send_signal(signal.SIGSTOP)
        time.sleep(6)
        assert descriptors(server) == before, "a client that stands still is not called dead within 6 s"
        time.sleep(STOPPED_SECONDS - 6)
        client.send_signal(signal.SIGCONT)
        said = client.communicate(timeout=30)[0]
        assert client.returncode == 0 and "resumed: True" in said, said[-1000:]
        neighbour.is_well()
        is_alive(server)


def a_signal_to_end_under_load_is_a_goodbye_to_everybody():
    with serving() as server:
        clients = [Healthy(server) for _ in range(40)]
        stop = threading.Event()
        producer = threading.Thread(target=flood, args=(server, stop), daemon=True)
        producer.start()
        for client in clients:
            client.wait_for(30)
        code, seconds = server.end()
        stop.set()
        assert code == 0 and seconds < 4, f"it ended with {code} after {seconds:.1f} s"
        for client in clients:
            deadline = time.monotonic() + 5
            while not client.ended:
                assert time.monotonic() < deadline, "a client was left alone"
                time.sleep(0.01)
            assert client.link.code == 1001, f"closed with {client.link.code}"
            client.is_in_order()
        producer.join(5)


def flood(server, stop):
    payload = {"model": 0, "pattern": 0, "tokens": 1, "energy": 0, "total": 0, "rate": 0, "level": 0, "entropy": 0}
    lines = [{"channel": "energy", "type": "energy_update", "ts": 1, "payload": payload}] * 20
    try:
        with Local(server) as link:
            while not stop.is_set() and link.say(*lines):
                time.sleep(0.005)
    except OSError:
        pass  # It ends in the middle: that is the point.


# MARK: Slow and bad networks


def a_window_of_zero_is_given_up_and_held_in_bounds():
    with serving("--outbound-patience", "2s", "--hz", "300") as server, Healthy(server) as neighbour:
        neighbour.wait_for(30)
        before, memory = descriptors(server), resident(server)
        deaf = [Raw(server, small=True, subprotocol=None, target="/ws") for _ in range(20)]
        time.sleep(6)
        neighbour.is_well()
        assert resident(server) - memory < 16 << 20, f"grown by {resident(server) - memory} bytes"
        comes_back_to(server, before, 30)
        for link in deaf:
            link.link.close()
        is_alive(server)


def a_client_that_writes_and_reads_a_byte_at_a_time_is_served_like_any_other():
    with serving() as server, Healthy(server) as neighbour:
        with dial(server, small=True) as link:
            for byte in head(server):
                link.sendall(bytes([byte]))
            held = b""
            while b"\r\n\r\n" not in held:
                held += link.recv(1)
            assert held.startswith(b"HTTP/1.1 101 "), held[:100]
            hello = message("hello", {"client": "slow/1", "channels": [{"name": "council"}]})
            for byte in frame(TEXT, json.dumps(hello).encode()) + frame(TEXT, json.dumps(message("heartbeat", {}, id=9)).encode()):
                link.sendall(bytes([byte]))
            held = b""
            while b'"re":9' not in held:
                piece = link.recv(1)
                assert piece, f"closed: {held[-200:]}"
                held += piece
            assert b'"welcome"' in held
        neighbour.is_well()
        is_alive(server)


def packets_lost_late_and_out_of_order_cost_time_and_nothing_else():
    network = BadNetwork()
    try:
        far_away(network)
    finally:
        network.close()
    print(f"      seed {network.seed}: {network.carried} packets carried, {network.lost} lost", flush=True)


def far_away(network):
    with network.inside(network.SERVER):
        server = serving("--bind", "127.0.0.1", "--bind", ADDRESSES[0], "--grace", "30s")
    with server:
        with network.inside(network.SERVER):
            neighbour = Healthy(server)
            before = descriptors(server)
        port = int(re.search(rf"{re.escape(ADDRESSES[0])}:(\d+)/ws", server.greeting).group(1))

        def raw(server, timeout):
            with network.inside(network.CLIENT):
                link = far(server, port, timeout)
            return link

        with neighbour:
            with Healthy(server, raw) as client:
                client.wait_for(150, 20)
                client.is_in_order()
                # The cable is pulled: the server calls the client dead, and forgets nothing that it may come back to.
                network.is_cut = True
                # Silence for 3 s, and 10 s in which nothing of what waits has left.
                comes_back_to(server, before, 15)
                session = client.session
            network.is_cut = False
            with Healthy(server, raw, session=session) as client:
                client.wait_for(150, 20)
                client.is_in_order()
                assert client.resumed, "its session was forgotten"
            neighbour.is_well()
            with network.inside(network.SERVER):
                is_alive(server)


def far(server, port, timeout):
    """A `Raw` to another address; the Host is that of the loopback, which the server serves."""

    class There(Raw):
        def __init__(self):
            self.link, self.held, self.code = socket.create_connection((ADDRESSES[0], port), timeout), b"", None
            self.link.sendall(head(server))
            while b"\r\n\r\n" not in self.held:
                piece = self.link.recv(4096)
                assert piece, "no answer to an upgrade"
                self.held += piece
            answer, self.held = self.held.split(b"\r\n\r\n", 1)
            assert answer.startswith(b"HTTP/1.1 101 "), answer[:200]

    return There()


# MARK: Things that run out


def without_descriptors_those_inside_go_on_and_others_wait():
    with limited(64) as server, Healthy(server) as neighbour:
        neighbour.wait_for(30)
        waiting = [dial(server) for _ in range(100)]
        time.sleep(1)
        before, start = processor(server), time.monotonic()
        time.sleep(2)
        share = (processor(server) - before) / (time.monotonic() - start)
        assert share < 0.5, f"it spins: {100 * share:.0f} % of a core"
        neighbour.is_well()
        for link in waiting:
            link.close()
        time.sleep(0.5)
        is_alive(server)
        with Healthy(server) as newcomer:
            newcomer.wait_for(10)


def limited(count):
    """A server that may open so many files, and not ask for more."""
    folder = tempfile.mkdtemp(prefix="lifeline-", dir="/tmp")
    path = os.path.join(folder, "limited")
    with open(path, "w") as file:
        file.write(f'#!/bin/sh\nulimit -n {count}\nexec "{os.path.abspath(PROGRAM)}" "$@"\n')
    os.chmod(path, 0o700)
    return Lifeline(path, "--source", "demo", "--log-level", "error")


CHECKS = [
    a_server_stopped_for_ten_seconds_goes_on_with_everybody_it_had,
    a_client_stopped_for_ten_seconds_is_called_dead_and_comes_back_to_its_session,
    a_signal_to_end_under_load_is_a_goodbye_to_everybody,
    a_window_of_zero_is_given_up_and_held_in_bounds,
    a_client_that_writes_and_reads_a_byte_at_a_time_is_served_like_any_other,
    packets_lost_late_and_out_of_order_cost_time_and_nothing_else,
    without_descriptors_those_inside_go_on_and_others_wait,
]


def tried(check):
    start, outcome, why = time.monotonic(), "ok", ""
    try:
        check()
    except Skipped as reason:
        outcome, why = "skip", f"\n      {reason}"
    except Exception as fault:  # One broken promise must not hide another.
        outcome, why = "FAIL", f"\n      {type(fault).__name__}: {str(fault)[:600]}"
    print(f"{outcome:5} {time.monotonic() - start:5.1f} s  {check.__name__.replace('_', ' ')}{why}", flush=True)
    return outcome


def main():
    chosen = [check for check in CHECKS if len(sys.argv) < 3 or check.__name__ in sys.argv[2:]]
    # Most of them wait for something to be noticed.
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(tried, chosen))
    failed, skipped = outcomes.count("FAIL"), outcomes.count("skip")
    rest = f", {skipped} skipped" if skipped else ""
    print(f"{len(chosen) - failed - skipped} troubles withstood, {failed} not{rest}")
    return 1 if failed else 0


sys.exit(main())
