"""The servers: how each is started, and why one is left out.

A server under test listens where it is told and has three paths. `/echo` answers each message with itself, `/sub`
subscribes, and a message on `/pub` goes to every subscriber. On a Unix socket it is the same WebSocket.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field

STARTING_SECONDS_MAX = 20


@dataclass(frozen=True)
class Server:
    name: str
    # `{port}` and `{socket}` are put in.
    command: tuple[str, ...]
    # The server its ratios are against.
    reference: str = "reference"
    # Spoken to over its Unix socket.
    on_unix: bool = False
    # What has to be there, and who brings it.
    needs: tuple[str, ...] = ()
    brought_by: str = ""
    environment: dict = field(default_factory=dict)

    def reason_left_out(self):
        missing = [path for path in self.needs if not (os.path.exists(path) or shutil.which(path))]
        return self.brought_by if missing else None


def all_servers(out, ours):
    """Every server there is. The references come first, each followed by ours, so that the two run close together."""
    peers = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "peers")
    python = os.path.join(out, "python", "bin", "python3")
    reference, websockets = os.path.join(out, "reference"), os.path.join(out, "libwebsockets")
    build, release = "run benchmarks/transport/build", "run `swift build -c release --product benchserver`"
    ws = "/usr/share/nodejs/ws/package.json"

    def python_peer(name):
        file = os.path.join(peers, f"{name}_server.py")
        return Server(
            name, (python, "-I", file, "{port}"), needs=(python,), brought_by=f"PyPI {name}; run setup-peers")

    servers = [
        Server("reference", (reference, "tcp", "{port}"), needs=(reference,), brought_by=build),
        Server("lifeline", (ours, "--port", "{port}"), needs=(ours,), brought_by=release),
        Server("reference-unix", (reference, "unix-ws", "{socket}"), on_unix=True, needs=(reference,), brought_by=build),
        Server(
            "lifeline-unix", (ours, "--port", "{port}", "--unix", "{socket}"), reference="reference-unix", on_unix=True,
            needs=(ours,), brought_by=release),
        Server("libwebsockets", (websockets, "{port}"), needs=(websockets,), brought_by="Debian libwebsockets-dev"),
        Server(
            "node-ws", ("node", os.path.join(peers, "node_ws.js"), "{port}"), needs=("node", ws),
            brought_by="Debian node-ws", environment={"NODE_PATH": "/usr/share/nodejs"}),
        *(python_peer(name) for name in ["picows", "websockets", "fastapi"]),
    ]
    return {server.name: server for server in servers}


class Fault(Exception):
    """A server or a sample came to nothing; the text says why."""


class Running:
    """A server that answers, on the core it was given. Ends with `stop`."""

    ports = iter(range(20_000 + os.getpid() % 8_000, 32_000))

    def __init__(self, server, core):
        self.server = server
        # Port by port: the last server's connections may still hold its own in TIME_WAIT.
        self.port = next(self.ports)
        # A folder of mode 0700, as a server may insist on it.
        self.folder = tempfile.mkdtemp(prefix="bench-")
        self.socket = os.path.join(self.folder, "bench.sock")
        command = [word.format(port=self.port, socket=self.socket) for word in server.command]
        self.complaints = tempfile.TemporaryFile()
        try:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.complaints,
                env={**os.environ, **server.environment}, preexec_fn=lambda: os.sched_setaffinity(0, {core}))
        except OSError as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise Fault(f"{server.name} did not start: {error}") from error
        try:
            self.wait_until_it_answers()
        except BaseException:
            self.stop()
            raise

    def wait_until_it_answers(self):
        end = time.monotonic() + STARTING_SECONDS_MAX
        while True:
            try:
                self.connect().close()
                return
            except OSError:
                if self.process.poll() is not None:
                    raise Fault(f"{self.server.name} did not start: {self.last_complaint()}") from None
                if time.monotonic() > end:
                    raise Fault(f"{self.server.name} did not listen in {STARTING_SECONDS_MAX} s") from None
                time.sleep(0.02)

    def connect(self):
        if not self.server.on_unix:
            return socket.create_connection(("127.0.0.1", self.port), 1)
        stream = socket.socket(socket.AF_UNIX)
        stream.connect(self.socket)
        return stream

    def last_complaint(self):
        self.complaints.seek(0)
        lines = self.complaints.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"exit code {self.process.returncode}"

    @property
    def is_alive(self):
        return self.process.poll() is None

    @property
    def address(self):
        """The generator's options that lead here."""
        if self.server.on_unix:
            return ["--unix", self.socket]
        return ["--port", str(self.port)]

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.complaints.close()
        shutil.rmtree(self.folder, ignore_errors=True)
