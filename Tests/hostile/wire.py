"""Bytes as a hostile client sends them: heads, WebSocket frames and records that no library would write."""

import base64
import json
import os
import re
import socket
import struct

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
# What a server of ours may close with, whatever came in. 1006 and a missing Close are not among them.
DECLARED = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 4000, 4001, 4005, *range(4500, 4508)}
# A client's goodbye ends its connection by the code it names itself; with a code that may not travel, by none.
NAMED = {*range(1000, 5000)} - {1006, 1011, 4002}


def dial(server, timeout=5, small=False):
    link = socket.socket()
    if small:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    link.settimeout(timeout)
    link.connect(("127.0.0.1", server.port))
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return link


def abort(link):
    """Resets the connection instead of ending it."""
    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    link.close()


def head(server, target="/ws", host=None, without=(), more=(), subprotocol="lifeline.v1.json", token="ours"):
    """The head of an upgrade, with fields taken away or added."""
    fields = {
        "Host": host if host is not None else f"127.0.0.1:{server.port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
    }
    if subprotocol:
        fields["Sec-WebSocket-Protocol"] = subprotocol
    if token:
        fields["Authorization"] = "Bearer " + (server.token if token == "ours" else token)
    lines = [f"GET {target} HTTP/1.1", *(f"{n}: {v}" for n, v in fields.items() if n not in without), *more]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


def read_all(link):
    """Everything until the other side ends or resets."""
    found = b""
    try:
        while piece := link.recv(65536):
            found += piece
    except ConnectionError:
        pass
    return found


def answers(bytes_):
    """How many answers these bytes are; a refusal's words may speak of HTTP/1.1 too."""
    return len(re.findall(rb"HTTP/1\.1 \d\d\d ", bytes_))


def ask_raw(server, bytes_, timeout=4):
    """What is answered to these bytes, whole: the server closes after every answer but 101. Returns status and answer."""
    with dial(server, timeout) as link:
        try:
            link.sendall(bytes_)
        except ConnectionError:
            pass
        answer = read_all(link)
    words = answer.split(b" ", 2)
    return (int(words[1]) if len(words) > 1 and words[0] == b"HTTP/1.1" else None), answer


def frame(opcode, payload=b"", fin=True, masked=True, reserved=0, length=None, form=None):
    """One frame. `length` lies about the payload's size, `form` says 7, 16 or 64 bits of length."""
    count = len(payload) if length is None else length
    form = form or (7 if count < 126 else 16 if count < 65536 else 64)
    bit = 0x80 if masked else 0
    out = bytes([(0x80 if fin else 0) | reserved << 4 | opcode])
    out += {7: lambda: bytes([bit | count]), 16: lambda: struct.pack("!BH", bit | 126, count),
            64: lambda: struct.pack("!BQ", bit | 127, count)}[form]()
    if not masked:
        return out + payload
    # A key of zeros is a legal mask, and leaves the payload as it is.
    return out + b"\0\0\0\0" + payload


class Raw:
    """A WebSocket whose client obeys no rule it does not want to."""

    def __init__(self, server, timeout=5, small=False, **options):
        self.link = dial(server, timeout, small)
        self.held = b""
        self.code = None
        self.link.sendall(head(server, **options))
        while b"\r\n\r\n" not in self.held:
            piece = self.link.recv(4096)
            assert piece, f"no answer to an upgrade: {self.held[:200]}"
            self.held += piece
        answer, self.held = self.held.split(b"\r\n\r\n", 1)
        assert answer.startswith(b"HTTP/1.1 101 "), answer[:200]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.link.close()

    def send(self, *pieces):
        """False if the other side is gone, which an attacker takes lightly."""
        try:
            for piece in pieces:
                self.link.sendall(piece)
            return True
        except (ConnectionError, socket.timeout):
            return False

    def say(self, *values):
        return self.send(b"".join(frame(TEXT, v if isinstance(v, bytes) else json.dumps(v).encode()) for v in values))

    def hello(self, **payload):
        self.say(message("hello", {"client": "hostile", "channels": [], **payload}))
        return self

    def frames(self):
        """Frames as they come; ends after a Close, whose code is then in `code`, or with the connection."""
        while True:
            while (cut := self._cut()) is None:
                try:
                    piece = self.link.recv(65536)
                except ConnectionError:
                    piece = b""
                if not piece:
                    return
                self.held += piece
            opcode, payload = cut
            if opcode == CLOSE:
                self.code = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else 1005
                return
            yield opcode, payload

    def _cut(self):
        if len(self.held) < 2:
            return None
        count, start = self.held[1] & 127, 2
        if count >= 126:
            start = 4 if count == 126 else 10
            if len(self.held) < start:
                return None
            count = int.from_bytes(self.held[2:start], "big")
        if len(self.held) < start + count:
            return None
        found = self.held[0] & 15, self.held[start : start + count]
        self.held = self.held[start + count :]
        return found

    def messages(self):
        for opcode, payload in self.frames():
            if opcode == TEXT:
                value = json.loads(payload)
                yield from value if isinstance(value, list) else [value]

    def until(self, wanted):
        """The messages up to the first that is wanted; all of them if the connection closes before."""
        found = []
        for value in self.messages():
            found.append(value)
            if wanted(value):
                break
        return found

    def ending(self):
        """The code it closes with, after everything that still comes; None if it ends without a Close."""
        for _ in self.frames():
            pass
        return self.code

    def settle(self, mark=4_000_000_000, codes=DECLARED):
        """Asks for a heartbeat, and returns the messages up to its answer. Closed instead: then by a declared code."""
        self.say(message("heartbeat", {}, id=mark))
        found = self.until(lambda m: m["type"] == "heartbeat" and m.get("re") == mark)
        if not found or found[-1].get("re") != mark:
            assert self.code in codes, f"closed with {self.code}; before: {found[-2:]}"
        return found


def message(kind, payload, channel="system", **keys):
    return {"channel": channel, "type": kind, "ts": 1692300000123.457, "payload": payload, **keys}


def errors(found):
    return [m["payload"]["name"] for m in found if m["type"] == "error_event"]
