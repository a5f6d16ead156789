"""Energy frames with lying lengths, offsets and counts."""

import os
import random

from records import ROOT, each_is_judged, vectors
from wire import BINARY, NAMED

LIES = (0, 1, 7, 8, 47, 48, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF8, 0xFFFFFFFF)
MUTANTS = 4000


def frames():
    for name in sorted(os.listdir(os.path.join(ROOT, "messages"))):
        for vector in vectors(name):
            if "energy" in vector and len(vector["energy"]) < 4096:
                yield bytes.fromhex(vector["energy"])


def lies_about_lengths_offsets_and_counts_are_found_out(server):
    seed = int.from_bytes(os.urandom(4), "big")
    print(f"seed {seed}", flush=True)
    chance, mutants = random.Random(seed), []
    for whole in frames():
        for at in range(0, len(whole) - 3, 4):
            for lie in (*LIES, len(whole), len(whole) - 8, len(whole) + 8):
                mutants.append(whole[:at] + lie.to_bytes(4, "little") + whole[at + 4 :])
    assert each_is_judged(server, chance.sample(mutants, MUTANTS), BINARY, NAMED) > MUTANTS / 4


def cut_and_stretched_frames_are_refused(server):
    chance, records = random.Random(7), []
    for whole in frames():
        cuts = chance.sample(range(len(whole)), min(4, len(whole)))
        records += [whole[:cut] for cut in cuts] + [whole + bytes(n) for n in (1, 8)] + [whole + whole]
    each_is_judged(server, records, BINARY, NAMED)


def invalid_vectors_are_refused_by_the_program_too(server):
    each_is_judged(server, [bytes.fromhex(v["hex"]) for v in vectors("invalid-energy.json") if "hex" in v], BINARY)
    nested = b""
    for _ in range(64):
        body = nested
        nested = bytes([0xFB, 1, 0, 0]) + (48 + len(body)).to_bytes(4, "little") + bytes(40) + body
    each_is_judged(server, [nested, b"\xfb", b"\xfb" * 1000, bytes(1000), b"{}"], BINARY)
