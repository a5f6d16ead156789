"""What the live page promises, kept in a real browser by the real program.

Usage: check.py PROGRAM SHOTS [--seconds N] [--clock] [NAME…]

SHOTS is the folder for screenshots. `--seconds` is how long heap and frames are watched, and a tab is hidden. `--clock`
judges latency and frames, too, where others leave the machine alone.
"""

import argparse
import os
import sys
import time

import promises  # First: it knows where the others find the program.

import at_first_sight, at_the_door, by_the_book, by_the_clock, from_a_bad_server, on_both_sides, on_the_line  # noqa: E401, F401
from pages import Browser


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("shots")
    parser.add_argument("--seconds", type=float, default=promises.settings.seconds)
    parser.add_argument("--clock", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_intermixed_args()
    unknown = set(options.names) - {check.__name__ for check in promises.promises}
    if unknown:
        print(f"no promise is called {', '.join(sorted(unknown))}")
        return 2
    promises.settings.program, promises.settings.seconds = options.program, options.seconds
    promises.settings.clock = options.clock
    os.makedirs(options.shots, exist_ok=True)
    chosen = [check for check in promises.promises if not options.names or check.__name__ in options.names]
    browser = Browser(options.shots)
    print(f"Chromium {browser.version}", flush=True)
    kept = sum(keep(check, browser) for check in chosen)
    browser.close()
    print(f"{kept} promises kept, {len(chosen) - kept} broken")
    return 0 if kept == len(chosen) else 1


def keep(check, browser):
    start = time.monotonic()
    try:
        verdict, note = "ok  ", check(browser)
    except Exception as fault:  # One broken promise must not hide another.
        verdict, note = "FAIL", f"{type(fault).__name__}: {str(fault)[:800]}"
    browser.tidy()
    took = f"{verdict}  {time.monotonic() - start:5.1f} s  {check.__name__.replace('_', ' ')}"
    print(f"{took}\n      {note}" if note else took, flush=True)
    return verdict != "FAIL"


sys.exit(main())
