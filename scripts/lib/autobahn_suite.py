# -*- coding: utf-8 -*-
"""The Autobahn suite: what it is asked to do, and what its reports mean. For Python 2.7, which the suite needs, and 3.

    autobahn_suite.py port                          a free port of this machine
    autobahn_suite.py specify ROLE SECTION URL OUT  a specification, for wstest's --spec; ROLE is what it examines
    autobahn_suite.py wstest ARGUMENTS…             wstest itself, listening on 127.0.0.1 alone
    autobahn_suite.py judge TITLE SECTION REPORTS   prints one line per section and each case that is not as it must be
    autobahn_suite.py sum TITLE REPORTS…            prints one line for many sections
"""

from __future__ import print_function

import io
import json
import os
import random
import re
import socket
import sys

# How many cases a section has: a report of fewer says that something ended early. 8 and 11 are empty, 12 and 13 are
# about compression.
CASES = {"1": 16, "2": 11, "3": 7, "4": 10, "5": 20, "6": 145, "7": 37, "9": 54, "10": 1}
GOOD = {"OK", "INFORMATIONAL"}
NOT_STRICT = "NON-STRICT"


def specify(role, section, url, out):
    """`role` is what is examined: a server is told who examines it, a client comes by itself."""
    spec = {"outdir": out, "cases": [section + ".*"], "exclude-cases": [], "exclude-agent-cases": {}}
    if role == "server":
        spec["servers"] = [{"agent": "lifeline", "url": url}]
    else:
        spec["url"] = url
    return spec


def verdict(case):
    """`good`, `not strict` or `failed`. A close that came wrongly counts as much as the rest."""
    words = {case.get("behavior"), case.get("behaviorClose")}
    if not words <= GOOD | {NOT_STRICT}:
        return "failed"
    return "not strict" if NOT_STRICT in words else "good"


def judge(index, section, describe):
    """Counts of one section, and what to say about cases that are not good. `describe` gives a report's words."""
    counts, words = {"cases": 0, "failed": 0, "not strict": 0}, []
    for agent in index.values():
        for name, case in sorted(agent.items(), key=lambda item: [int(part) for part in item[0].split(".")]):
            counts["cases"] += 1
            outcome = verdict(case)
            if outcome == "good":
                continue
            counts[outcome] += 1
            words.append("  %s %s: %s, close %s (%s): %s" % (
                name, outcome, case.get("behavior"), case.get("behaviorClose"), case.get("remoteCloseCode"),
                describe(case)))
    missing = CASES[section] - counts["cases"]
    if missing:
        counts["failed"] += abs(missing)
        words.append("  the section has %d cases, the report %d" % (CASES[section], counts["cases"]))
    return counts, words


def line(title, counts):
    return "%s: %d cases, %d failed, %d non-strict" % (title, counts["cases"], counts["failed"], counts["not strict"])


def read(path):
    with io.open(path, encoding="utf-8") as file:
        return json.load(file)


def judge_folder(section, folder):
    def describe(case):
        try:
            report = read(os.path.join(folder, case["reportfile"]))
        except (IOError, KeyError, ValueError):
            return "no report"
        return re.sub(r"(<[^>]*>|\s)+", " ", "%s Expected: %s" % (report.get("description"), report.get("expectation")))

    path = os.path.join(folder, "index.json")
    return judge(read(path) if os.path.exists(path) else {}, section, describe)


def free_port():
    """Below the ports that systems give to those who connect, so that none of these takes it before it is used."""
    while True:
        port = random.randrange(20000, 30000)
        listener = socket.socket()
        try:
            listener.bind(("127.0.0.1", port))
            return port
        except socket.error:
            continue
        finally:
            listener.close()


def wstest(arguments):
    from autobahntestsuite import fuzzing
    from autobahntestsuite import wstest as suite

    listen = fuzzing.listenWS
    fuzzing.listenWS = lambda factory, context=None: listen(factory, context, interface="127.0.0.1")
    sys.argv = ["wstest"] + arguments
    suite.run()


def main(arguments):
    command, rest = arguments[:1], arguments[1:]
    if command == ["port"] and not rest:
        print(free_port())
    elif command == ["specify"] and len(rest) == 4:
        print(json.dumps(specify(*rest)))
    elif command == ["wstest"]:
        wstest(rest)
    elif command == ["judge"] and len(rest) == 3:
        title, section, folder = rest
        counts, words = judge_folder(section, folder)
        print("\n".join([line(title, counts)] + words))
        return 1 if words else 0
    elif command == ["sum"] and len(rest) > 1:
        every = [judge_folder(os.path.basename(folder), folder)[0] for folder in rest[1:]]
        counts = {name: sum(each[name] for each in every) for name in every[0]}
        print(line(rest[0], counts))
    else:
        sys.exit(__doc__)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
