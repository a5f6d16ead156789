"""Runs a released program: it serves its page, its browser client and its health, and ends when told to.

    release_trial.py PROGRAM FOLDER      FOLDER is for its socket and its token
"""

import re
import signal
import subprocess
import sys
import urllib.request


def fetch(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.status, answer.read()


def main(program, folder):
    with subprocess.Popen(
            [program, "serve", "--port", "0", "--unix", f"{folder}/run/engine.sock", "--source", "demo", "--status", "no"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        try:
            greeting = ""
            while "Ctrl-C" not in greeting:
                line = child.stdout.readline()
                assert line, f"it did not begin: {greeting!r}"
                greeting += line
            page = re.search(r"http://\S+", greeting).group()
            site = page.split("/?")[0]
            status, text = fetch(page)
            assert status == 200 and b"client/" in text, "the page is not in the program"
            status, text = fetch(f"{site}/client/lifeline.js")
            assert status == 200 and len(text) > 10_000, "the browser client is not in the program"
            assert fetch(f"{site}/healthz")[0] == 200, "it is not well"
            child.send_signal(signal.SIGTERM)
            assert child.wait(10) == 0, "it did not end in peace"
        finally:
            child.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
