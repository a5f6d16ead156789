"""What the live page promises, kept in a real browser by the real program.

Usage: check.py PROGRAM SHOTS [--seconds N] [NAME…]

SHOTS is the folder for screenshots. `--seconds` is how long heap and frames are watched, and a tab is hidden.
"""

import argparse
import contextlib
import http.server
import os
import pathlib
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "serve"))

from cutter import Cutter
from impostor import Impostor
from pages import WITNESS, Browser, eventually
from program import Lifeline, messages
from tabs import Tabs
from websockets.exceptions import ConnectionClosed

TOKEN = "a-token-that-outlives-a-launch"
FRAME_MAX, MEDIAN_MAX, HIGH_MAX, HEAP_GROWTH_MAX = 50, 5, 10, 1 << 20
# A busy machine may spoil what is timed; what never holds is broken.
TRIES = 3

CHECKS = []


def promise(check):
    CHECKS.append(check)
    return check


def clocked(check):
    def again(*arguments):
        for left in reversed(range(TRIES)):
            try:
                return check(*arguments)
            except AssertionError as fault:
                if not left:
                    raise
                print(f"      again: {fault}", flush=True)

    again.__name__ = check.__name__
    return promise(again)


def demo(*flags, **options):
    return Lifeline(options.pop("program", PROGRAM), "--source", "demo", "--status", "no", *flags, **options)


def address(server, port=None):
    return f"http://127.0.0.1:{port or server.port}/" + (f"?token={server.token}" if server.token else "")


def words(page):
    return page.inner_text("#figure-value") + ": " + page.inner_text("#words")


def journal(page):
    page.evaluate("document.getElementById('wire').scrollIntoView({ behavior: 'instant' })")
    page.wait_for_timeout(600)
    return page.inner_text("#journal ol")


def counters(page):
    return page.evaluate("lifeline.line.counters")


@promise
def the_first_load_shows_a_live_stream_and_asks_nobody_else(browser):
    with demo() as server:
        start = time.monotonic()
        page = browser.live(address(server))
        took = time.monotonic() - start
        eventually(lambda: page.inner_text("#figure-unit"), lambda unit: unit == "ms")
        page.wait_for_timeout(2000)
        assert "token" not in page.url, page.url
        assert not page.complaints, page.complaints
        foreign = [url for url in page.requests if not url.startswith((f"http://127.0.0.1:{server.port}/", "data:"))]
        assert not foreign, foreign
        bad = {key: count for key, count in counters(page).items() if key.startswith(("bad", "unknown", "desync")) and count}
        assert not bad, bad
        browser.picture(page, "first-load")
        return f"text after {took:.1f} s"


@promise
def a_text_and_its_energy_appear_in_one_frame(browser):
    with demo() as server:
        page = browser.live(address(server))
        page.wait_for_function("() => seen.steps > 60", timeout=30_000)
        steps, out = page.evaluate("[seen.steps, seen.outOfStep]")
        assert out == 0, f"{out} of {steps} frames out of step"
        return f"{steps} frames"


@promise
def the_codec_changes_in_flight_and_nothing_is_lost(browser):
    with demo() as server:
        page = browser.live(address(server))
        page.evaluate("document.getElementById('codec').scrollIntoView({ behavior: 'instant' })")
        for codec, kind in (("energy", "energy"), ("mixed", "energy"), ("json", "json"), ("energy", "energy")):
            page.check(f"#codec [value={codec}]")
            page.wait_for_function("codec => lifeline.line.codec === codec", arg=codec)
            page.wait_for_timeout(3500)
            before = counters(page)["codecs"]
            page.wait_for_timeout(1500)
            after = counters(page)["codecs"]
            other = "json" if kind == "energy" else "energy"
            assert after[kind]["messages"] - before[kind]["messages"] > 30, (codec, before, after)
            if codec != "mixed":
                assert after[other]["messages"] == before[other]["messages"], (codec, before, after)
        count = counters(page)
        assert not any(count[key] for key in ("badRecords", "badMessages", "desyncs", "duplicates", "dropped")), count
        assert page.evaluate("seen.gaps") == 0
        browser.picture(page, "codecs")
        return ", ".join(page.inner_text(f"[data-rate={codec}]") for codec in ("json", "energy", "mixed"))


@promise
def a_killed_server_that_comes_back_is_found_again_without_a_reload(browser):
    with demo("--token", TOKEN) as server:
        page = browser.live(address(server))
        page.evaluate("window.mark = 1")
        server.process.kill()
        server.process.wait()
        eventually(lambda: words(page), lambda text: text.startswith("Reconnecting"))
        said = page.inner_text(".voice .answer")
        assert len(said) > 8, "what was shown is gone"
        page.wait_for_timeout(2500)
        browser.picture(page, "retry")
        start = time.monotonic()
        with demo("--token", TOKEN, "--seed", "9", port=server.port):
            page.wait_for_function("() => lifeline.line.state === 'open'", timeout=20_000)
            took = time.monotonic() - start
            pieces = page.evaluate("seen.pieces")
            page.wait_for_function("pieces => seen.pieces > pieces + 10", arg=pieces, timeout=20_000)
            assert page.evaluate("window.mark") == 1, "the page was loaded again"
            assert page.evaluate("seen.resumed") == [False]
            assert not page.complaints, page.complaints
            return f"open again {took:.1f} s after the start"


@promise
def a_cut_of_two_seconds_loses_nothing(browser):
    with demo("--token", TOKEN) as server:
        cutter = Cutter(server.port)
        page = browser.live(address(server, cutter.port))
        before = counters(page)
        cutter.cut()
        eventually(lambda: page.evaluate("lifeline.line.state"), lambda state: state != "open")
        page.wait_for_timeout(2000)
        start = time.monotonic()
        cutter.mend()
        page.wait_for_function("() => lifeline.line.state === 'open'", timeout=20_000)
        took = time.monotonic() - start
        page.wait_for_timeout(3000)
        seen, after = page.evaluate("seen"), counters(page)
        assert seen["resumed"] == [True], seen
        assert seen["gaps"] == 0, seen
        assert after["desyncs"] == before["desyncs"] and after["dropped"] == before["dropped"], (before, after)
        cutter.close()
        return f"open again {took:.1f} s after the cut, {after['applied'] - before['applied']} messages, no gap in any answer"


@promise
def a_hidden_tab_keeps_its_line_and_is_up_to_date_when_shown(browser):
    with demo() as server:
        tabs = Tabs(browser.browser)
        tab = tabs.open(address(server))
        eventually(lambda: tab.evaluate("window.lifeline?.line.state"), lambda state: state == "open")
        tab.evaluate(f"({WITNESS})()")
        other = tabs.open("about:blank")
        other.show()
        eventually(lambda: tab.evaluate("document.hidden"), lambda hidden: hidden)
        before = tab.evaluate("({ ...lifeline.line.counters, frames: lifeline.frames.count })")
        seconds = min(60, OPTIONS.seconds)
        time.sleep(seconds)
        after = tab.evaluate("({ ...lifeline.line.counters, frames: lifeline.frames.count })")
        tab.show()
        eventually(lambda: tab.evaluate("document.hidden"), lambda hidden: not hidden)
        eventually(lambda: tab.evaluate("lifeline.frames.count"), lambda count: count > after["frames"] + 10)
        assert after["connections"] == before["connections"] == 1, "the line was lost"
        assert after["frames"] - before["frames"] < 10, "it painted what nobody saw"
        assert tab.evaluate("seen.gaps") == 0
        age = tab.evaluate("new Promise((done) => lifeline.line.on('token_stream', (said) => done(lifeline.line.age(said))))")
        assert age < 1000, f"the newest text is {age:.0f} ms old"
        tabs.close()
        return f"{seconds:.0f} s hidden, {after['applied'] - before['applied']} messages, then {age:.1f} ms behind"


@promise
def a_missing_or_wrong_token_is_explained(browser):
    with demo() as server:
        page = browser.open(f"http://127.0.0.1:{server.port}/")
        said = eventually(lambda: words(page), lambda text: text.startswith("Not let in"))
        assert "address that the server printed" in said, said
        browser.picture(page, "no-token")
        wrong = browser.open(f"http://127.0.0.1:{server.port}/?token=not-the-token-of-this-launch")
        told = eventually(lambda: wrong.inner_text("body"), lambda text: "token" in text.lower())
        browser.picture(wrong, "wrong-token")
        return told.splitlines()[0][:90]


@promise
def a_token_of_an_earlier_launch_is_explained(browser):
    with demo() as server:
        page = browser.live(address(server))
        server.process.kill()
        server.process.wait()
        with demo(port=server.port) as later:
            said = eventually(lambda: words(page), lambda text: text.startswith("Not let in"), 20)
            assert "address that the server printed" in said, said
            browser.picture(page, "earlier-launch")
            # Whoever opens the new address, in any tab, brings this one back.
            tab = page.context.new_page()
            tab.goto(address(later))
            page.wait_for_function("() => lifeline.line.state === 'open'", timeout=30_000)


@promise
def a_page_from_elsewhere_is_refused(browser):
    with demo() as server, tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "index.html").write_text(
            "<title>trying</title><script>const socket = new WebSocket('ws://127.0.0.1:%d/ws?token=%s', 'lifeline.v1.json');"
            "socket.onopen = () => { document.title = 'let in' }; socket.onerror = () => { document.title = 'refused' }</script>"
            % (server.port, server.token))

        class Elsewhere(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *arguments):
                super().__init__(*arguments, directory=folder)

            def log_message(self, *_):
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as other:
            threading.Thread(target=other.serve_forever, daemon=True).start()
            page = browser.open(f"http://127.0.0.1:{other.server_port}/")
            title = eventually(page.title, lambda title: title != "trying")
            other.shutdown()
        assert title == "refused", title


@promise
def a_prompt_is_taken_or_refused_in_words(browser):
    with demo("--prompts-per-second", "1", "--prompts-burst", "1") as server:
        page = browser.live(address(server))
        page.keyboard.press("/")
        page.keyboard.type("Why is the sky blue?")
        page.keyboard.press("Enter")
        eventually(lambda: page.inner_text("#prompt-said"), lambda text: text.startswith("Sent"))
        assert page.input_value("#prompt-text") == ""
        for _ in range(3):
            page.fill("#prompt-text", "And the sea?")
            page.keyboard.press("Enter")
            page.wait_for_timeout(150)
        refused = eventually(lambda: page.inner_text("#prompt-said"), lambda text: text.startswith("Not taken"))
        assert page.input_value("#prompt-text"), "the prompt is lost"
        server.process.kill()
        server.process.wait()
        page.keyboard.press("Enter")
        eventually(lambda: page.inner_text("#prompt-said"), lambda text: "cannot be reached" in text)
        return refused


@promise
def whatever_a_server_says_is_told_in_words(browser):
    energy = {"model": 0, "pattern": 1, "tokens": 5, "energy": 1.5, "total": 12, "rate": 30, "level": 0.5, "entropy": 0.4}
    text = {"stream": 1, "model": 0, "final": False, "at": 0, "count": 1, "text": "It stays."}
    with Impostor() as server:
        page = browser.open(server.address)
        page.wait_for_function("() => lifeline.line.state === 'open'", timeout=15_000)
        server.publish("experience", "token_stream", text)
        eventually(lambda: page.inner_text(".answer"), lambda said: "It stays." in said)
        for record in ('{"half', b"\xfb\x01\x20\x00", b"\x00\x01\x02", '{"channel":"energy","type":"new_thing","ts":1,"payload":{}}'):
            server.say(record)
            page.wait_for_timeout(150)
        server.publish("energy", "energy_update", {**energy, "rate": 1e300, "total": -1e300, "level": 3e38, "model": 65_535})
        server.publish("energy", "energy_update", {**energy, "rate": 1e300, "total": -1e300, "level": 3e38})
        server.publish("energy", "energy_field", {"model": 0, "width": 9, "height": 9, "min": 1, "max": 0, "cells": [1]})
        server.publish("council", "interference_event", {"event": 1, "kind": "mixed", "strength": 1e38, "phase": -1e38, "models": []})
        server.publish("council", "resonance_event", {"event": 2, "duration": 4_294_967_295, "frequency": 1e38, "amplitude": 1e38, "models": [0, 1, 9]})
        server.publish("reward", "reward_event", {"event": 3, "kind": "unlocked", "level": 1, "points": 1, "badge": "b" * 128})
        # A hole in a channel that has none: the page asks for a snapshot, and gets one of another epoch.
        server.publish("experience", "token_stream", {**text, "at": 99, "text": "Too far."}, skip=5)
        eventually(lambda: counters(page)["desyncs"], lambda count: count > 0)
        server.snapshot("experience", epoch=8)
        server.publish("experience", "token_stream", {**text, "text": "<b>And on</b> it goes."})
        eventually(lambda: page.inner_text(".answer"), lambda said: "<b>And on</b> it goes." in said)
        told = journal(page)
        for word in ("no record of this protocol", "a type that this page does not know", "lost its place"):
            assert word in told, (word, told)
        heights = page.evaluate("Array.from(lifeline.stage.scene.surface.cells).every(Number.isFinite)")
        assert heights, "the picture broke"
        server.say("x" * (1 << 21))
        eventually(lambda: counters(page)["badRecords"], lambda count: count >= 3)
        server.hang_up(4001)
        eventually(lambda: page.evaluate("lifeline.line.state"), lambda state: state == "retry" or state == "connecting" or state == "open")
        page.wait_for_function("() => lifeline.line.state === 'open' && lifeline.line.counters.connections > 1", timeout=20_000)
        server.hang_up(4504)
        eventually(lambda: page.evaluate("lifeline.line.state"), lambda state: state == "closed")
        page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
        said = eventually(lambda: words(page), lambda text: text.startswith("Open elsewhere"))
        page.click("#again")
        page.wait_for_function("() => lifeline.line.state === 'open'", timeout=20_000)
        assert not page.complaints, page.complaints
        return said[:60]


@promise
def one_may_look_at_it_in_any_light_and_size(browser):
    with demo("--seed", "3") as server:
        for name, options in {
            "dark": {"color_scheme": "dark"},
            "light": {"color_scheme": "light"},
            "phone": {"color_scheme": "dark", "width": 390, "height": 844, "device_scale_factor": 2},
            "still": {"color_scheme": "light", "reduced_motion": "reduce"},
        }.items():
            page = browser.live(address(server), **options)
            page.wait_for_timeout(4000)
            browser.picture(page, name)
            wide, seen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert wide <= seen, f"{name}: {wide} pixels in a window of {seen}"
            assert page.evaluate("lifeline.stage.scene.still") == (1 if name == "still" else 0)
            page.evaluate("document.getElementById('wire').scrollIntoView({ behavior: 'instant' })")
            page.wait_for_timeout(3000)
            browser.picture(page, f"{name}-wire", full_page=True)
            assert not page.complaints, page.complaints
            browser.tidy()


@promise
def everything_can_be_done_with_keys(browser):
    with demo() as server:
        page = browser.live(address(server))
        page.keyboard.press("?")
        assert page.evaluate("document.getElementById('shortcuts').open")
        page.keyboard.press("Escape")
        page.keyboard.press("t")
        assert page.evaluate("document.documentElement.dataset.theme") == "light"
        page.keyboard.press("c")
        page.wait_for_function("() => lifeline.line.codec === 'energy'")
        page.keyboard.press("p")
        page.wait_for_timeout(300)
        shown = page.inner_text("#voices")
        page.wait_for_timeout(1500)
        assert page.inner_text("#voices") == shown, "it is not paused"
        page.keyboard.press("p")
        eventually(lambda: page.inner_text("#voices"), lambda text: text != shown)
        page.evaluate("document.getElementById('hear-0').focus()")
        page.keyboard.press("Space")
        page.wait_for_function("() => !lifeline.line.channels.some(({ name }) => name === 'energy')")
        page.keyboard.press("Space")
        page.wait_for_function("() => lifeline.line.channels.some(({ name }) => name === 'energy')")
        for _ in range(40):
            page.keyboard.press("Tab")
            ring = page.evaluate("(() => { const e = document.activeElement; return e === document.body || getComputedStyle(e).outlineStyle !== 'none' })()")
            assert ring, page.evaluate("document.activeElement.outerHTML.slice(0, 120)") + " shows no focus"


class Bystander(threading.Thread):
    """A bare client beside the page: what this machine can do at the moment."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.link = server.websocket(path="/ws?channels=energy")
        self.ages = []
        self.start()

    def run(self):
        with contextlib.suppress(ConnectionClosed):
            for record in self.link:
                now = time.time() * 1000
                self.ages += [now - said["ts"] for said in messages(record) if "seq" in said]

    def quantiles(self):
        self.link.close()
        self.join()
        ages = sorted(self.ages)
        return ages[len(ages) // 2], ages[int(len(ages) * 0.99)]


@clocked
def messages_are_here_within_the_promise(browser):
    with demo() as server:
        page = browser.live(address(server))
        bystander = Bystander(server)
        page.evaluate("lifeline.latency.forget()")
        page.wait_for_timeout(11_000)
        median, high = page.evaluate("[lifeline.latency.median, lifeline.latency.high]")
        bare = bystander.quantiles()
        browser.tidy()
        report = f"median {median:.2f} ms, 99 of 100 within {high:.2f} ms; a bare client {bare[0]:.2f} and {bare[1]:.2f} ms"
        if bare[0] > MEDIAN_MAX / 2 or bare[1] > HIGH_MAX / 2:
            return f"not judged, this machine is too busy: {report}"
        assert median <= MEDIAN_MAX and high <= HIGH_MAX, report
        return report


@clocked
def the_heap_stays_flat_and_no_frame_is_long(browser):
    with demo() as server:
        page = browser.live(address(server))
        tools = page.context.new_cdp_session(page)

        def heap():
            tools.send("HeapProfiler.collectGarbage")
            return page.evaluate("performance.memory.usedJSHeapSize")

        page.wait_for_timeout(5000)
        page.evaluate("Object.assign(lifeline.frames, { count: 0, longest: 0, over50: 0 })")
        heaps, start = [heap()], time.monotonic()
        for _ in range(6):
            page.wait_for_timeout(OPTIONS.seconds * 1000 / 6)
            heaps.append(heap())
        frames, took = page.evaluate("lifeline.frames"), time.monotonic() - start
        browser.tidy()
        report = (f"{took:.0f} s, {frames['count'] / took:.0f} frames/s, longest {frames['longest']:.0f} ms, "
                  f"heap {' '.join(f'{size / 1e6:.2f}' for size in heaps)} MB")
        assert heaps[-1] - min(heaps[:2]) < HEAP_GROWTH_MAX, report
        assert frames["over50"] == 0, report
        return report


def main():
    chosen = [check for check in CHECKS if not OPTIONS.names or check.__name__ in OPTIONS.names]
    unknown = set(OPTIONS.names) - {check.__name__ for check in CHECKS}
    if unknown:
        print(f"no promise is called {', '.join(sorted(unknown))}")
        return 2
    os.makedirs(OPTIONS.shots, exist_ok=True)
    browser = Browser(OPTIONS.shots)
    print(f"Chromium {browser.version}")
    failed = 0
    for check in chosen:
        start = time.monotonic()
        try:
            note = check(browser)
            print(f"ok    {time.monotonic() - start:5.1f} s  {check.__name__.replace('_', ' ')}" + (f": {note}" if note else ""), flush=True)
        except Exception as fault:  # One broken promise must not hide another.
            failed += 1
            print(f"FAIL  {time.monotonic() - start:5.1f} s  {check.__name__.replace('_', ' ')}\n      {type(fault).__name__}: {str(fault)[:800]}", flush=True)
        browser.tidy()
    browser.close()
    print(f"{len(chosen) - failed} promises kept, {failed} broken")
    return 1 if failed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("shots")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("names", nargs="*")
    OPTIONS = parser.parse_intermixed_args()
    PROGRAM = OPTIONS.program
    sys.exit(main())
