"""What promises share: where they are listed, the server they try, what a page says."""

import pathlib
import sys
from types import SimpleNamespace

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "serve"))

from program import Lifeline

# A busy machine may spoil what is timed; what never holds is broken.
TRIES = 2

settings = SimpleNamespace(program=None, seconds=20, clock=False)
promises = []


def promise(check):
    promises.append(check)
    return check


def clocked(check):
    def again(browser):
        for left in reversed(range(TRIES)):
            try:
                return check(browser)
            except AssertionError as fault:
                if not left:
                    raise
                print(f"      again: {fault}", flush=True)

    again.__name__ = check.__name__
    return promise(again)


def demo(*flags, **options):
    return Lifeline(settings.program, "--source", "demo", "--status", "no", *flags, **options)


def address(server, port=None):
    return f"http://127.0.0.1:{port or server.port}/" + (f"?token={server.token}" if server.token else "")


def words(page):
    return page.inner_text("#figure-value") + ": " + page.inner_text("#words")


def state(page):
    return page.evaluate("lifeline.line.state")


def counters(page):
    return page.evaluate("lifeline.line.counters")


def journal(page):
    page.evaluate("document.getElementById('wire').scrollIntoView({ behavior: 'instant' })")
    page.wait_for_timeout(600)
    return page.inner_text("#journal ol")
