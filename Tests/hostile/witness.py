"""A healthy client in a process of its own, so that no attack slows it down but through the server.

Reads the 60 Hz stream. For each line on standard input it says the longest silence since the line before, in ms, how
many records came, and the longest time it was itself kept from running: that is the machine's doing, not the server's.
"""

import json
import os
import sys
import threading
import time

import wire


class Server:
    port = int(sys.argv[1])
    token = sys.argv[2]


worst = {"stall": 0.0, "records": 0, "starved": 0.0}
last = time.monotonic()
lock = threading.Lock()


def listen():
    global last
    link = wire.Raw(Server, timeout=10, target="/ws?channels=energy", subprotocol=None)
    for opcode, payload in link.frames():
        if opcode == wire.PING:
            link.send(wire.frame(wire.PONG, payload))
        now = time.monotonic()
        with lock:
            if opcode == wire.TEXT:
                worst["stall"] = max(worst["stall"], 1000 * (now - last))
                worst["records"] += 1
                last = now
    print(json.dumps({"ended": link.code}), flush=True)
    os._exit(1)


def pulse():
    while True:
        before = time.monotonic()
        time.sleep(0.01)
        with lock:
            worst["starved"] = max(worst["starved"], 1000 * (time.monotonic() - before - 0.01))


threading.Thread(target=listen, daemon=True).start()
threading.Thread(target=pulse, daemon=True).start()
for _ in sys.stdin:
    with lock:
        worst["stall"] = max(worst["stall"], 1000 * (time.monotonic() - last))
        print(json.dumps(worst), flush=True)
        worst.update(stall=0.0, records=0, starved=0.0)
