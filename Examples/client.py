"""A Lifeline client in another language: both codecs, resume, window, heartbeat. Written from docs/PROTOCOL.md.

    client.py [--codec json|energy|mixed] [--channels energy,reward] [--seconds N] [ADDRESS]

ADDRESS is ws://127.0.0.1:8145/ws unless given. The token comes from the environment (LIFELINE_TOKEN), or from the file
that `lifeline serve` keeps for programs of its own user. Needs the package `websockets`.
"""

import argparse
import json
import os
import random
import struct
import time

from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import connect

# The energy frame: each type's fields in order, as docs/ENERGY-FRAME.md lists them. A word is a name, a channel, a
# phrase or text; [x] is a list of x; an upper-case name is a list of such rows; a/b/c are an enumeration's names.
TYPES = {
    0x002: ("welcome", "session:word resumed:bool server:word version:word heartbeat:u32 timeout:u32 window:u16 "
                       "recordMax:u32 caps:[word] channels:GRANT refused:REFUSAL"),
    0x003: ("startup_complete", "model:word tier:low/mid/high version:word models:[word] state:word"),
    0x004: ("model_status", "model:u16 status:loading/ready/error code:u16"),
    0x005: ("heartbeat", "echo:time lag:u32 hidden:bool"),
    0x00C: ("lag", "name:word conflated:u32 joined:u32 dropped:u32"),
    0x012: ("error_event", "code:u16 name:word message:word fatal:bool retry:u32 channel:word"),
    0x013: ("goodbye", "code:u16 message:word resume:bool retry:u32"),
    0x020: ("energy_update", "model:u16 pattern:u16 tokens:u32 energy:f64 total:f64 rate:f64 level:f32 entropy:f32"),
    0x021: ("energy_field", "model:u16 width:u16 height:u16 min:f32 max:f32 cells:[f32]"),
    0x030: ("token_stream", "stream:u32 model:u16 final:bool at:u53 from:u53 count:u32 text:word"),
    0x040: ("interference_event", "event:u32 kind:constructive/destructive/mixed strength:f32 phase:f32 models:[u16]"),
    0x041: ("resonance_event", "event:u32 duration:u32 frequency:f32 amplitude:f32 models:[u16]"),
    0x050: ("reward_event", "event:u32 kind:unlocked/progress level:u16 points:u32 badge:word"),
    0x060: ("state_snapshot", "epoch:u32 part:u16 last:bool items:items"),
}
ROWS = {
    "GRANT": "name:word handle:u32 class:control/state/stream/event epoch:u32 seq:u53 recovered:bool rights:u16",
    "REFUSAL": "name:word code:u16",
}
SCALARS = {"bool": "?", "u16": "H", "u32": "I", "u53": "Q", "time": "q", "f32": "f", "f64": "d"}
HEADER = struct.Struct("<BBHIIIQqIHHQ")


def decode(frame, names):
    """The messages of an energy frame. `names` knows the channels by their handles."""
    _, version, kind, length, handle, reference, seq, micros, tick, fixed, flags, presence = HEADER.unpack_from(frame)
    if version != 1 or length != len(frame):
        raise ValueError(f"layout {version}, {length} of {len(frame)} bytes")
    if kind == 0:
        start, count = struct.unpack_from("<II", frame, 48)
        return [message for inner in frames(frame, start, count) for message in decode(inner, names)]
    if kind not in TYPES:
        return []  # A type of a newer release.
    name, fields = TYPES[kind]
    message = {"channel": names.get(handle, str(handle)), "type": name, "ts": micros / 1000}
    if reference:
        message["re" if flags & 2 else "id"] = reference
    message.update({key: value for key, value in (("seq", seq), ("frame", tick)) if value})
    message.update({key: True for key, flag in (("delta", 1), ("replay", 4)) if flags & flag})
    message["payload"] = region(frame, 48, fixed, presence, fields, names)
    return [message]


def region(frame, place, fixed, presence, fields, names):
    """The fields of a fixed region: a message's, or a row's."""
    found, offset = {}, 0
    for bit, field in enumerate(fields.split()):
        key, _, kind = field.partition(":")
        size = struct.calcsize(SCALARS[kind]) if kind in SCALARS else 1 if "/" in kind else 8
        offset = -(-offset // size) * size
        if presence >> bit & 1 and offset + size <= fixed:
            found[key] = value(frame, place + offset, kind, names)
        offset += size
    return found


def value(frame, at, kind, names):
    if kind in SCALARS:
        number = struct.unpack_from("<" + SCALARS[kind], frame, at)[0]
        return number / 1000 if kind == "time" else number
    if "/" in kind:
        return kind.split("/")[frame[at]]
    start, count = struct.unpack_from("<II", frame, at)
    if kind == "word":
        return frame[start:start + count].decode()
    if kind == "items":
        return [message for inner in frames(frame, start, count) for message in decode(inner, names)]
    if kind == "[word]":
        return [value(frame, start + 8 * i, "word", names) for i in range(count)]
    if kind in ROWS:
        fixed = struct.unpack_from("<H", frame, start)[0] if count else 0
        places = [start + 8 + i * (8 + fixed) for i in range(count)]
        return [region(frame, p + 8, fixed, struct.unpack_from("<Q", frame, p)[0], ROWS[kind], names) for p in places]
    return list(struct.unpack_from(f"<{count}{SCALARS[kind[1:-1]]}", frame, start))


def frames(frame, start, count):
    for _ in range(count):
        length = struct.unpack_from("<I", frame, start + 4)[0]
        yield frame[start:start + length]
        start += length


class Client:
    """What outlives a connection: the session, and the place in each channel."""

    def __init__(self, address, codec, channels):
        self.address, self.codec, self.channels = address, codec, channels
        self.session, self.places, self.retry, self.attempt = None, {}, None, 0

    def run(self, until):
        """Connects, and again after each cut, until the server says that it is final."""
        while time.monotonic() < until:
            code = 1006
            try:
                with connect(self.address, subprotocols=["lifeline.v1.json"], max_size=None, open_timeout=5) as link:
                    self.converse(link, until)
                    return
            except ConnectionClosed as closed:
                code = closed.rcvd.code if closed.rcvd else 1006
            except (OSError, TimeoutError, InvalidHandshake) as error:
                print(f"-- {error}")
            if code == 1000 or 4500 <= code < 5000 and code != 4506:
                print(f"-- closed for good: {code}")
                return
            bound = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16][min(self.attempt, 7)]
            wait = random.uniform(0, bound) if self.retry is None else self.retry / 1000 + random.uniform(0, 0.1)
            self.attempt, self.retry = self.attempt + 1, None
            print(f"-- cut ({code}), again in {wait * 1000:.0f} ms", flush=True)
            time.sleep(wait)

    def converse(self, link, until):
        names, patience, window, applied, acknowledged = {0: "system"}, 5, 0, 0, 0
        wishes = [{"name": name} for name in self.channels]
        for wish in wishes:
            if self.places.get(wish["name"]):
                wish["since"] = self.places[wish["name"]]
        hello = {"client": "client.py/1", "auth": token(), "channels": wishes, "codec": self.codec}
        self.send(link, "hello", {**hello, **({"session": self.session} if self.session else {})})
        while (left := until - time.monotonic()) > 0:
            try:
                record = link.recv(timeout=min(patience, left))
            except TimeoutError:
                if left > patience:
                    raise OSError(f"nothing heard for {patience} s") from None
                break
            messages = decode(record, names) if isinstance(record, bytes) else json.loads(record)
            data = False
            for message in messages if isinstance(messages, list) else [messages]:
                kind, payload = message["type"], message["payload"]
                if message["channel"] != "system":
                    data = True
                    self.apply(link, message)
                elif kind == "welcome":
                    self.session, self.attempt, window = payload["session"], 0, payload["window"]
                    patience = payload["timeout"] / 1000
                    names |= {grant["handle"]: grant["name"] for grant in payload["channels"]}
                    self.classes = {grant["name"]: grant["class"] for grant in payload["channels"]}
                    # Without recovery a snapshot comes, and until then there is no place to go on from.
                    self.places |= {grant["name"]: None for grant in payload["channels"] if not grant["recovered"]}
                    how = {g["name"]: "recovered" if g["recovered"] else "snapshot" for g in payload["channels"]}
                    print(f"-- welcome, resumed: {payload['resumed']}, {how}", flush=True)
                elif kind == "heartbeat" and "id" in message:
                    self.send(link, "heartbeat", {"echo": message["ts"]}, re=message["id"])
                elif kind == "goodbye":
                    self.retry = payload.get("retry")
                if message["channel"] == "system" and kind != "heartbeat":
                    print(f"{kind}: {payload}", flush=True)
            applied += data
            if window and applied - acknowledged >= max(window // 2, 1):
                acknowledged = applied
                self.send(link, "ack", {"received": applied})

    def apply(self, link, message):
        """One message of a channel: applied once, in order, or a snapshot is asked for."""
        name, kind, payload, seq = message["channel"], message["type"], message["payload"], message.get("seq", 0)
        place = self.places.get(name)
        if kind == "state_snapshot":
            print(f"{name}: snapshot part {payload['part']}, {len(payload['items'])} items up to {seq}")
            for item in payload["items"]:
                self.show(item)
            if payload["last"]:
                self.places[name] = {"epoch": payload["epoch"], "seq": seq}
            return
        if place is None or seq <= place["seq"]:
            return  # Waiting for a snapshot, or seen before.
        if self.classes[name] != "state" and payload.get("from", seq) > place["seq"] + 1:
            self.places[name] = None
            return self.send(link, "resync", {"name": name, "reason": "gap"})
        place["seq"] = seq
        self.show(message)

    def show(self, message):
        payload = {key: value if not isinstance(value, list) or len(value) < 8 else f"{len(value)} values"
                   for key, value in message["payload"].items()}
        replay = " (replay)" if message.get("replay") else ""
        print(f"{message['channel']} {message.get('seq', '-')}{replay}: {message['type']} {payload}", flush=True)

    def send(self, link, kind, payload, **more):
        message = {"channel": "system", "type": kind, **more, "ts": round(time.time() * 1000, 3), "payload": payload}
        link.send(json.dumps(message))


def token():
    """Read anew for each connection: a server that starts again has another one."""
    if "LIFELINE_TOKEN" in os.environ:
        return os.environ["LIFELINE_TOKEN"]
    with open(os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), "lifeline", "token")) as file:
        return file.read().strip()


def main():
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("address", nargs="?", default="ws://127.0.0.1:8145/ws")
    flags.add_argument("--codec", choices=["json", "energy", "mixed"], default="json")
    flags.add_argument("--channels", default="energy,experience,council,reward")
    flags.add_argument("--seconds", type=float, default=float("inf"))
    wish = flags.parse_args()
    client = Client(wish.address, wish.codec, wish.channels.split(","))
    client.run(time.monotonic() + wish.seconds)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
