"""A client that does all that is asked of it, in a thread: what it heard says whether others hurt it."""

import json
import threading
import time

from wire import PING, PONG, TEXT, Raw, frame, message


class Healthy:
    """A session on `energy`. Ends with its `with` block."""

    def __init__(self, server, raw=Raw, **hello):
        self.link = raw(server, timeout=20).hello(channels=[{"name": "energy"}], **hello)
        self.seqs, self.longest, self.session, self.resumed, self.ended = [], 0.0, None, None, False
        self.last = time.monotonic()
        self.starved = 0.0
        threading.Thread(target=self.listen, daemon=True).start()
        threading.Thread(target=self.pulse, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ended = True
        self.link.link.close()

    def listen(self):
        records = 0
        try:
            for opcode, payload in self.link.frames():
                if opcode == PING:
                    self.link.send(frame(PONG, payload))
                if opcode != TEXT:
                    continue
                value = json.loads(payload)
                found = value if isinstance(value, list) else [value]
                for one in found:
                    self.hear(one)
                if any(one["channel"] != "system" for one in found):
                    records += 1
                    if records % 2 == 0:
                        self.link.say(message("ack", {"received": records}))
        except OSError:
            pass
        self.ended = True

    def hear(self, one):
        if one["type"] == "welcome":
            self.session, self.resumed = one["payload"]["session"], one["payload"]["resumed"]
        elif one["type"] == "heartbeat" and "id" in one:
            self.link.say(message("heartbeat", {"echo": one["ts"]}, re=one["id"]))
        elif one["type"] == "energy_update":
            now = time.monotonic()
            self.longest = max(self.longest, now - self.last)
            self.last = now
            self.seqs.append(one["seq"])

    def pulse(self):
        """The longest time this process itself was kept from running."""
        while not self.ended:
            before = time.monotonic()
            time.sleep(0.01)
            self.starved = max(self.starved, time.monotonic() - before - 0.01)

    def forget(self):
        self.longest, self.starved, self.last = 0.0, 0.0, time.monotonic()

    def wait_for(self, count, seconds=10):
        """Until so many more messages have come."""
        wanted, deadline = len(self.seqs) + count, time.monotonic() + seconds
        while len(self.seqs) < wanted:
            assert not self.ended, f"closed with {self.link.code} after {len(self.seqs)} messages"
            assert time.monotonic() < deadline, f"{count - wanted + len(self.seqs)} of {count} messages in {seconds} s"
            time.sleep(0.01)

    def is_well(self, silence=0.5):
        """Nothing out of order, nobody sent it away, and it never waited long."""
        self.wait_for(10)
        self.is_in_order()
        waited = max(self.longest, time.monotonic() - self.last) - self.starved
        assert waited <= silence, f"a healthy client waited {waited:.2f} s"

    def is_in_order(self):
        assert self.seqs == sorted(set(self.seqs)), "a message came twice, or out of order"
