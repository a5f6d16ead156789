"""The real program, started as a user starts it, and what one needs to talk to it."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time


class Lifeline:
    """`lifeline serve` with a folder of its own for sockets and tokens. Ends with its `with` block."""

    def __init__(self, program, *flags, stdin=subprocess.DEVNULL, stderr=None, port=0):
        self.folder = tempfile.mkdtemp(prefix="lifeline-", dir="/tmp")
        self.log_path = os.path.join(self.folder, "log")
        self.stderr = stderr or open(self.log_path, "w+b")
        self.command = [program, "serve", "--port", str(port), *flags]
        self.process = subprocess.Popen(
            self.command,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=self.stderr,
            env={**os.environ, "XDG_RUNTIME_DIR": self.folder},
        )
        self.greeting = ""
        while "Ctrl-C" not in self.greeting:
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError(f"serve ended early, code {self.process.wait()}: {self.log()}")
            self.greeting += line.decode()
        page = re.search(r"http://(\S+?):(\d+)/(?:\?token=(\S+))?", self.greeting)
        self.port, self.token = int(page.group(2)), page.group(3)
        self.unix = os.path.join(self.folder, "lifeline", "lifeline.sock")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def log(self):
        if not os.path.exists(self.log_path):
            return ""
        with open(self.log_path, "rb") as file:
            return file.read().decode()

    def end(self, number=signal.SIGTERM, patience=10):
        """Sends a signal; the exit code, and how long it took."""
        start = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(patience), time.monotonic() - start

    def ask(self, method, path, body=None, token="ours", **headers):
        """An HTTP request; status, headers and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        if token == "ours" and self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        elif token and token != "ours":
            headers["Authorization"] = f"Bearer {token}"
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, dict(answer.getheaders()), text

    def metrics(self):
        """Every sample by name and labels, read by Prometheus's own parser."""
        from prometheus_client.parser import text_string_to_metric_families

        status, headers, text = self.ask("GET", "/metrics")
        assert status == 200 and headers["Content-Type"].startswith("text/plain; version=0.0.4"), (status, headers)
        samples = {}
        for family in text_string_to_metric_families(text):
            assert family.documentation, f"{family.name} has no help"
            for sample in family.samples:
                key = (sample.name, tuple(sorted(sample.labels.items())))
                assert key not in samples, f"{key} is there twice"
                samples[key] = sample.value
        return samples

    def websocket(self, path="/ws", token="ours", **options):
        from websockets.sync.client import connect

        shown = self.token if token == "ours" else token
        mark = "&" if "?" in path else "?"
        address = f"ws://127.0.0.1:{self.port}{path}" + (f"{mark}token={shown}" if shown else "")
        return connect(address, open_timeout=5, close_timeout=5, max_size=None, **options)

    def producer(self):
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(5)
        link.connect(self.unix)
        return link


class Bare:
    """A WebSocket without a subprotocol, by hand: nothing is answered, pings neither."""

    offer = ""

    def __init__(self, server):
        self.link = socket.socket()
        self.link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.link.settimeout(5)
        self.link.connect(("127.0.0.1", server.port))
        self.link.sendall(
            f"GET /ws?token={server.token} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{self.offer}\r\n".encode()
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.link.close()


class Deaf(Bare):
    """Says hello and then never reads. It shows that it lives when `nod` is called."""

    offer = "Sec-WebSocket-Protocol: lifeline.v1.json\r\n"

    def __init__(self, server, window, channels):
        super().__init__(server)
        hello = {"client": "deaf/1", "window": window, "channels": [{"name": name} for name in channels]}
        self.say("hello", hello)

    def say(self, kind, payload):
        text = json.dumps({"channel": "system", "type": kind, "ts": 1, "payload": payload}).encode()
        # Final text frame, masked with zeros, which leave the bytes as they are.
        length = bytes([0x80 | len(text)]) if len(text) < 126 else b"\xfe" + len(text).to_bytes(2, "big")
        self.link.sendall(b"\x81" + length + bytes(4) + text)

    def nod(self):
        self.say("ack", {"received": 0})


class Relay:
    """A port whose connections lead to `target`, and can be cut."""

    def __init__(self):
        self.target, self.sockets = None, []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            near, _ = self.door.accept()
            far = socket.create_connection(("127.0.0.1", self.target))
            self.sockets += [near, far]
            for pair in ((near, far), (far, near)):
                threading.Thread(target=self.pass_on, args=pair, daemon=True).start()

    def pass_on(self, source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        self.end(source, sink)

    def cut(self):
        sockets, self.sockets = self.sockets, []
        self.end(*sockets)

    @staticmethod
    def end(*sockets):
        for link in sockets:
            try:
                link.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def messages(record):
    """The messages of one JSON record."""
    value = json.loads(record)
    return value if isinstance(value, list) else [value]


def collect(link, until, seconds=10):
    """Reads messages until `until(all)` holds."""
    found = []
    deadline = time.monotonic() + seconds
    while not until(found):
        left = deadline - time.monotonic()
        assert left > 0, f"not in {seconds} s; saw {sorted({m['type'] for m in found})}, {len(found)} messages"
        found += messages(link.recv(timeout=left))
    return found
