"""An outside engine in a few lines: sixty energy updates a second, as lines of JSON over Lifeline's Unix socket."""
import json, math, os, select, socket, sys, time

path = sys.argv[1] if len(sys.argv) > 1 else os.environ["XDG_RUNTIME_DIR"] + "/lifeline/lifeline.sock"
server = socket.socket(socket.AF_UNIX)
server.connect(path)
tick, total, start = 0, 0.0, time.monotonic()
while True:
    tick += 1
    rate = 30 + 20 * math.sin(tick / 60)
    total += rate / 60
    fields = {"model": 0, "pattern": 1, "tokens": tick, "energy": rate / 60, "total": total, "rate": rate,
              "level": rate / (rate + 30), "entropy": 0.5}
    message = {"channel": "energy", "type": "energy_update", "ts": round(time.time() * 1000), "payload": fields}
    server.sendall(json.dumps(message).encode() + b"\n")
    if select.select([server], [], [], 0)[0] and not server.recv(65536):  # Nobody needs its words, but they must not pile up.
        sys.exit("the server has gone")
    time.sleep(max(0, start + tick / 60 - time.monotonic()))
