"""Writes the inputs that a fuzz target starts from: what schemas/vectors knows, in the form the target reads.

Usage: fuzz_seeds.py TARGET FOLDER
"""

import json
import os
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
END = b"\xfe\xff"
# The first byte of a target that is told how to cut: pieces of 8 bytes, for a server's side.
CUT = b"\x87"


def vectors(valid):
    folder = os.path.join(ROOT, "schemas", "vectors")
    for name in sorted(os.listdir(folder)):
        if valid and name.startswith("invalid"):
            continue
        with open(os.path.join(folder, name)) as file:
            yield from json.load(file)["vectors"]


def records(valid=False):
    for vector in vectors(valid):
        for text in (vector.get("json"), vector.get("text")):
            if isinstance(text, str):
                yield text.encode("utf-8", "surrogatepass")
        for number in (vector.get("energy"), vector.get("hex")):
            if isinstance(number, str):
                yield bytes.fromhex(number)


def head(*more):
    lines = [
        "GET /ws?token=0123456789abcdef&channels=energy HTTP/1.1",
        "Host: localhost",
        "Upgrade: websocket",
        "Connection: keep-alive, Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *more,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def heads():
    yield head()
    yield head("Origin: http://127.0.0.1", "Sec-WebSocket-Protocol: lifeline.v1.energy, lifeline.v1.json")
    yield head("Authorization: Bearer 0123456789abcdef", "Cookie: a=b; lifeline=0123456789abcdef")
    yield b"POST /prompt HTTP/1.1\r\nHost: [::1]\r\nAuthorization: Bearer 0123456789abcdef\r\nContent-Length: 3\r\n\r\nabc"


def answers():
    yield (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
        b"Sec-WebSocket-Protocol: lifeline.v1.json\r\n\r\n"
    )
    yield b"HTTP/1.1 401\r\nContent-Length: 0\r\n\r\n"


def frame(opcode, payload, fin=0x80, mask=0x80):
    length = (
        bytes([mask | len(payload)]) if len(payload) < 126 else bytes([mask | 126]) + len(payload).to_bytes(2, "big")
    )
    return bytes([fin | opcode]) + length + (bytes(4) if mask else b"") + payload


def wires():
    for mask in (0x80, 0):
        yield frame(1, b'{"a":"\xc3\xa9"}', mask=mask) + frame(9, b"ping", mask=mask) + frame(
            8, b"\x03\xe8bye", mask=mask
        )
        yield frame(1, b"[", fin=0, mask=mask) + frame(10, b"", mask=mask) + frame(0, b"]", mask=mask) + frame(
            2, b"\xfb" * 200, mask=mask
        )


def engines():
    chunk = b'data: {"choices":[{"delta":{"content":"a\\u00e9"},"logprobs":{"content":[{"token":"a","logprob":-0.5,"top_logprobs":[{"logprob":-0.5},{"logprob":-2}]}]},"finish_reason":null}]}\n\n'
    last = b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
    for body in (chunk + last, chunk + b'data: {"error":{"message":"no"}}\n\n'):
        yield b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        yield b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x;a=b\r\n" % len(
            body
        ) + body + b"\r\n0\r\nt: u\r\n\r\n"
        yield b"HTTP/1.1 200 OK\r\n\r\n: hello\r\n" + body


def said(kind, payload, **keys):
    return json.dumps(
        {"channel": "system", "type": kind, "ts": 1, "payload": payload, **keys}, separators=(",", ":")
    ).encode()


def scripts(greeting, *more):
    """One script for each record, behind a greeting, and a few that tell a longer story."""
    for record in records(valid=True):
        if END not in record:
            yield END.join([greeting, record, b"p\x03", b"t\x10"])
    yield from (END.join([greeting, *steps]) for steps in more)


def servers():
    hello = said(
        "hello",
        {
            "client": "a",
            "window": 2,
            "channels": [{"name": "energy", "maxRate": 5}, {"name": "council"}, {"name": "experience"}],
        },
    )
    request = said("request", {"method": "a", "key": "k", "params": {"b": [1]}}, id=7)
    text = lambda at: said(
        "token_stream",
        {"stream": 1, "model": 0, "final": False, "at": at, "count": 1, "text": "abc"},
        channel="experience",
    )
    yield from scripts(
        hello,
        [
            b"p\x1f",
            said("ack", {"received": 1}),
            b"p\x1f",
            b"t\x20",
            said("resync", {"name": "council", "reason": "a"}),
            b"p\x05",
        ],
        [request, request, b"x\x00", b"c", hello, b"t\xff", b"t\xff", said("heartbeat", {}, id=3)],
        [
            text(0),
            text(3),
            text(6),
            b"z",
            b"p\x1f",
            b"p\x1f",
            b"t\x40",
            b"r",
            b"t\x08",
            said("set_codec", {"codec": "energy"}),
            text(9),
        ],
        [
            b"c",
            said("subscribe", {"name": "reward"}, id=1),
            b"c",
            b"c",
            b"c",
            b"c",
            b"s\x01",
            b"t\x80",
            said("goodbye", {"code": 1000, "message": "", "resume": False}),
        ],
    )


def clients():
    channels = [
        {"name": n, "handle": h, "class": c, "epoch": 9, "seq": 0, "recovered": False, "rights": 7}
        for n, h, c in (("energy", 1, "state"), ("experience", 2, "stream"), ("council", 3, "event"))
    ]
    welcome = said(
        "welcome",
        {
            "session": "s",
            "resumed": False,
            "server": "a",
            "version": "1",
            "heartbeat": 1000,
            "timeout": 3000,
            "window": 0,
            "recordMax": 1048576,
            "caps": [],
            "channels": channels,
        },
    )
    snapshot = said("state_snapshot", {"epoch": 9, "part": 0, "last": True, "items": []}, channel="council")
    yield from scripts(
        welcome,
        [snapshot, said("reply", {"result": 1}, re=1), b"x\x01", b"t\xff", welcome],
        [said("goodbye", {"code": 4003, "message": "", "resume": True}), b"t\xff"],
    )


SEEDS = {
    "canary": lambda: [b"FUZ"],
    "head": lambda: (CUT + head for head in heads()),
    "answer": lambda: (CUT + answer for answer in answers()),
    "names": lambda: [b"http://localhost:8080", b"https://[::1]:1", b"null", b"127.0.0.1", b"a%20b+%C3%A9"],
    "wire": lambda: (first + wire for wire in wires() for first in (CUT, b"\x03")),
    "text": lambda: [CUT + "a\u00e9\u20ac\U0001f600".encode() * 5, b"\x02\xed\xa0\x80\xf4\x90\xc0\xaf"],
    "json": lambda: (r for r in records() if not r.startswith(b"\xfb")),
    "records": records,
    "same": records,
    "splitter": lambda: (CUT[:1] + b"\n".join([r, b"{}"]) for r in records()),
    "server": servers,
    "client": clients,
    "engine": lambda: (CUT + engine for engine in engines()),
}


def main():
    target, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    for number, seed in enumerate(SEEDS[target]()):
        if len(seed) <= 8192:
            with open(os.path.join(folder, f"seed-{number:04}"), "wb") as file:
                file.write(seed)


if __name__ == "__main__":
    main()
