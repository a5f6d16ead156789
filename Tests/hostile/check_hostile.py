"""Every attack against the real program, and after each: it lives, nobody else was hurt, nothing is left behind."""

import inspect
import os
import sys
import time

sys.path[:0] = [os.path.dirname(__file__), os.path.join(os.path.dirname(__file__), "..", "serve")]

import binary
import doors
import floods
import frames
import heads
import local
import records
import sessions
from field import Field
from local import Skipped


def attacks():
    """Every function of the attack modules that takes the server and nothing else."""
    for module in (heads, doors, frames, records, binary, sessions, floods, local):
        for value in vars(module).values():
            if inspect.isfunction(value) and value.__module__ == module.__name__ and [*inspect.signature(value).parameters] == ["server"]:
                yield value


def tried(field, attack):
    """What was measured, or what broke; an attack whose clock may have been the machine's gets a second chance."""
    try:
        return True, field.survive(attack)
    except AssertionError as fault:
        if "waited" not in str(fault):
            raise
        print(f"again: {fault}", flush=True)
        return True, field.survive(attack) + ", the second time"


def main():
    program, wanted = sys.argv[1], sys.argv[2:]
    chosen = [attack for attack in attacks() if not wanted or attack.__name__ in wanted or attack.__module__ in wanted]
    failed = skipped = 0
    field = Field(program)
    with field:
        for attack in chosen:
            sentence, start = attack.__name__.replace("_", " "), time.monotonic()
            try:
                outcome = "ok  ", tried(field, attack)[1]
            except Skipped as reason:
                skipped += 1
                outcome = "skip", str(reason)
            except Exception as fault:  # One broken promise must not hide another.
                failed += 1
                outcome = "FAIL", f"{type(fault).__name__}: {str(fault)[:600]}"
            print(f"{outcome[0]} {time.monotonic() - start:6.1f} s  {sentence}\n                {outcome[1]}", flush=True)
            if field.server.process.poll() is not None or field.witness.poll() is not None:
                field.__exit__()
                field = Field(program)
                field.__enter__()
    field.__exit__()
    rest = f", {skipped} skipped" if skipped else ""
    print(f"{len(chosen) - failed - skipped} attacks withstood, {failed} not{rest}")
    return 1 if failed else 0


sys.exit(main())
