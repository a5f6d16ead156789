"""A server that is none: it serves the page's files and then whatever a test wants to say."""

import contextlib
import json
import mimetypes
import pathlib
import threading
import time

from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Response
from websockets.sync.server import serve

WEB = pathlib.Path(__file__).resolve().parents[2] / "clients/web"
CHANNELS = {"energy": (1, "state"), "experience": (2, "stream"), "council": (3, "event"), "reward": (4, "event")}
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:"


def message(channel, type, payload, **more):
    return {"channel": channel, "type": type, "ts": round(time.time() * 1000, 3), "payload": payload, **more}


class Impostor:
    """Welcomes everybody. `say` sends a record, text or bytes; `hang_up` closes with a code."""

    def __init__(self):
        self.epoch = 7
        self.seqs = dict.fromkeys(CHANNELS, 0)
        self.links = []
        ours = ["lifeline.v1.json"]
        self.server = serve(self.converse, "127.0.0.1", 0, process_request=self.answer, subprotocols=ours)
        self.port = self.server.socket.getsockname()[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}/"

    def say(self, record):
        for link in self.links:
            link.send(json.dumps(record) if isinstance(record, (dict, list)) else record)

    def publish(self, channel, type, payload, skip=0, **more):
        self.seqs[channel] += 1 + skip
        self.say(message(channel, type, payload, seq=self.seqs[channel], **more))

    def snapshot(self, channel, epoch=None, items=()):
        if epoch is not None:
            self.epoch = epoch
        # Before the first message there is no number to name.
        head = {"seq": self.seqs[channel]} if self.seqs[channel] else {}
        payload = {"epoch": self.epoch, "part": 0, "last": True, "items": list(items)}
        self.say(message(channel, "state_snapshot", payload, **head))

    def hang_up(self, code):
        for link in self.links:
            link.close(code)

    @staticmethod
    def answer(connection, request):
        path = request.path.split("?")[0]
        if path == "/ws":
            return None
        file = WEB / ("index.html" if path == "/" else path.removeprefix("/client/"))
        if not file.is_file():
            return Response(404, "Not Found", Headers({"Content-Length": "0"}))
        body = file.read_bytes()
        kind = mimetypes.guess_type(file.name)[0] or "text/plain"
        headers = Headers({"Content-Type": kind, "Content-Length": str(len(body)), "Content-Security-Policy": POLICY,
                           "Connection": "close"})
        return Response(200, "OK", headers, body)

    def converse(self, link):
        link.recv()  # hello
        # Whoever sees the welcome may hang up.
        self.links = [link]
        grants = [{"name": name, "handle": handle, "class": delivery, "epoch": self.epoch, "seq": self.seqs[name],
                   "recovered": False, "rights": 1} for name, (handle, delivery) in CHANNELS.items()]
        link.send(json.dumps(message("system", "welcome", {
            "session": "impostor", "resumed": False, "server": "impostor", "version": "0", "heartbeat": 1000,
            "timeout": 3000, "window": 0, "recordMax": 1 << 20, "caps": [], "channels": grants})))
        link.send(json.dumps(message("system", "startup_complete", {
            "model": "one", "tier": "low", "version": "0", "models": ["one", "two"]})))
        for name in CHANNELS:
            self.snapshot(name)
        with contextlib.suppress(ConnectionClosed):
            for record in link:
                said = json.loads(record)
                if said["type"] == "heartbeat" and "id" in said:
                    link.send(json.dumps(message("system", "heartbeat", {"echo": said["ts"]}, re=said["id"])))
