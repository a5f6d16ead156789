"""What a server may send that is none of ours."""

from impostor import Impostor, message
from pages import eventually
from promises import counters, journal, promise, state, words


GARBAGE = ['{"half', b"\xfb\x01\x20\x00", b"\x00\x01\x02"]
UNKNOWN = '{"channel":"energy","type":"new_thing","ts":1,"payload":{}}'
TEXT = {"stream": 1, "model": 0, "final": False, "at": 0, "count": 1, "text": "It stays."}
ENERGY = {"model": 0, "pattern": 1, "tokens": 5, "energy": 1.5, "total": -1e300, "rate": 1e300, "level": 3e38,
          "entropy": 0.4}
# Sound messages with what no engine in its right mind would say.
EXTREMES = [
    ("energy", "energy_update", {**ENERGY, "model": 65_535}),
    ("energy", "energy_update", ENERGY),
    ("energy", "energy_field", {"model": 0, "width": 9, "height": 9, "min": 1, "max": 0, "cells": [1]}),
    ("council", "interference_event", {"event": 1, "kind": "mixed", "strength": 1e38, "phase": -1e38, "models": []}),
    ("council", "resonance_event",
     {"event": 2, "duration": (1 << 32) - 1, "frequency": 1e38, "amplitude": 1e38, "models": [0, 1, 9]}),
    ("reward", "reward_event", {"event": 3, "kind": "unlocked", "level": 1, "points": 1, "badge": "b" * 128}),
]


@promise
def whatever_a_server_says_is_told_in_words(browser):
    with Impostor() as server:
        page = browser.open(server.address)
        page.wait_for_function("() => lifeline.line.state === 'open'", timeout=15_000)
        server.publish("experience", "token_stream", TEXT)
        eventually(lambda: page.inner_text(".answer"), lambda said: "It stays." in said)
        for record in [*GARBAGE, UNKNOWN]:
            server.say(record)
            page.wait_for_timeout(150)
        for extreme in EXTREMES:
            server.publish(*extreme)
        # A hole in a channel that has none: the page asks for a snapshot, and gets one of another epoch.
        server.publish("experience", "token_stream", {**TEXT, "at": 99, "text": "Too far."}, skip=5)
        eventually(lambda: counters(page)["desyncs"], lambda count: count > 0)
        server.snapshot("experience", epoch=8)
        server.publish("experience", "token_stream", {**TEXT, "text": "<b>And on</b> it goes."})
        eventually(lambda: page.inner_text(".answer"), lambda said: "<b>And on</b> it goes." in said)
        told = journal(page)
        for word in ("no record of this protocol", "a type that this page does not know", "lost its place"):
            assert word in told, (word, told)
        heights = page.evaluate("lifeline.stage.ask('heights').then((cells) => cells.every(Number.isFinite))")
        assert heights, "the picture broke"
        # One item of a newer server, one without its fields, and one that is as it should be.
        server.snapshot("experience", epoch=9, items=[
            message("experience", "new_thing", {}), message("experience", "token_stream", {"stream": 2}),
            message("experience", "token_stream", {**TEXT, "stream": 3, "text": "Half a snapshot is one."})])
        eventually(lambda: page.inner_text(".answer"), lambda said: "Half a snapshot is one." in said)
        assert counters(page)["badMessages"] == 1, counters(page)
        server.say("x" * (1 << 21))
        # The fourth record that cannot be read: it begins anew.
        eventually(lambda: counters(page)["connections"], lambda count: count == 2, 20)
        server.hang_up(4001)
        eventually(lambda: counters(page)["connections"], lambda count: count == 3, 20)
        # A code that no socket may be closed with.
        server.say(message("system", "goodbye", {"code": 65_535, "message": "", "resume": True}))
        eventually(lambda: counters(page)["connections"], lambda count: count == 4, 20)
        server.hang_up(4504)
        eventually(lambda: state(page), lambda state: state == "closed")
        page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
        said = eventually(lambda: words(page), lambda text: text.startswith("Open elsewhere"))
        page.click("#again")
        page.wait_for_function("() => lifeline.line.state === 'open'", timeout=20_000)
        assert not page.complaints, page.complaints
        return said[:60]
