"""A way to the server that a test cuts and spoils: Tests/web/relay.mjs, which Node runs, and which a page takes for the
server itself."""

import pathlib
import subprocess

RELAY = pathlib.Path(__file__).resolve().parents[1] / "web/relay.mjs"


class Relay:
    """`flags` make a server know itself by the relay's name; `serve` says which one it is. Ends with its `with` block."""

    def __init__(self):
        self.process = subprocess.Popen(["node", RELAY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        name = f"127.0.0.1:{self.port}"
        self.flags = ["--host", name, "--origin", f"http://{name}"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def serve(self, server):
        self.ask(f"serve {server.port}")

    def ask(self, order):
        """Comes back when it is done; relay.mjs says which orders there are."""
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer == "done\n", f"{order}: {answer!r}"
