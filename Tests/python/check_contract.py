"""Holds every message that was recorded against schemas/, with code that is not ours.

    check_contract.py FILE     a message a line, as the contract tests write them; exit 1 if any is wrong
"""

import collections
import pathlib
import sys

import strict_json
from check_vectors import Desk, load, SCHEMAS
from strict_json import Refused


def main(path):
    desk = Desk()
    index = load(SCHEMAS / "index.json")
    channels = {str(channel["handle"]): channel["name"] for channel in index["channels"]}
    homes = {entry["type"]: entry["channel"] for entry in index["types"]}
    counts = collections.Counter()
    faults = 0
    for number, line in enumerate(pathlib.Path(path).read_bytes().splitlines(), 1):
        try:
            message = desk.read(line, channels)
            if homes[message["type"]] not in (None, message["channel"]):
                raise Refused("channel", f"{message['type']} on {message['channel']}")
            counts[message["type"]] += 1
        except (Refused, strict_json.Refused, ValueError, KeyError) as fault:
            faults += 1
            # What users write stays out of logs: the fault, not the line.
            print(f"line {number}: {fault}")
    for kind, count in sorted(counts.items()):
        print(f"{count:8} {kind}")
    print(f"{sum(counts.values())} messages are what schemas/ says, {faults} are not")
    return 1 if faults or not counts else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
