#!/usr/bin/env python3
"""Writes the corpus of the codec benchmark: 1024 energy updates, one JSON object a line, always the same ones.

    messages.py [FILE]      (standard output without FILE)
"""
import json
import random
import struct
import sys

COUNT = 1024
SEED = 7
STATES = ["idle", "prefill", "decode", "done"]


def coordinate(rng):
    """The shortest decimal that reads back as a random 32-bit float."""
    value = struct.unpack("f", struct.pack("f", rng.random()))[0]
    for digits in range(1, 10):
        text = "%.*g" % (digits, value)
        if struct.unpack("f", struct.pack("f", float(text)))[0] == value:
            return float(text)
    raise AssertionError("nine digits tell any two floats apart")


def messages(rng):
    total = 0.0
    for index in range(COUNT):
        energy = rng.random() * 50
        total += energy
        # The order of these lines is the order of the draws: moving one changes every message.
        model = "llama-%db-%02d" % (rng.choice([7, 8, 70, 13]), rng.randrange(100)) + rng.choice(["", "q", "qx"])
        message = {
            "modelId": model,
            "frame": index * 3 + rng.randrange(10**9),
            "ts": 1.7632e12 + index * 16 + rng.choice([0, 0.25, 0.5]),
            "energy": energy,
            "rate": rng.random() * 1000,
            "total": total,
            "fps": round(rng.random() * 120, 2),
            "tokens": rng.randrange(100000),
            "state": rng.choice(STATES),
        }
        message["particles"] = [{axis: coordinate(rng) for axis in "xyz"} for _ in range(rng.randrange(9))]
        yield message


def main():
    lines = [json.dumps(message, separators=(",", ":")) for message in messages(random.Random(SEED))]
    text = "\n".join(lines) + "\n"
    if len(sys.argv) > 1:
        with open(sys.argv[1], "w", encoding="ascii") as file:
            file.write(text)
    else:
        sys.stdout.write(text)
    mean = sum(map(len, lines)) / COUNT
    print(f"{COUNT} messages, {mean:.1f} bytes of JSON each on average", file=sys.stderr)


if __name__ == "__main__":
    main()
