"""A line that changes its codec, breaks, or is not looked at."""

import time

from pages import WITNESS, eventually
from promises import address, counters, demo, promise, settings, state, words
from relay import Relay
from tabs import Tabs

TOKEN = "a-token-that-outlives-a-launch"
AGE = "new Promise((done) => lifeline.line.on('token_stream', (said) => done(lifeline.line.age(said))))"
WINDOW = 4

# A line beside the page's. What it acknowledges can be held back; all else is said.
HOLDING = """async (window) => {
  const { Lifeline } = await import("/client/lifeline.js")
  const held = [], ends = new Map(), size = new TextEncoder()
  const slow = globalThis.slow = { isHolding: false, data: 0, beats: 0, gaps: 0, ages: [] }
  const WebSocket = class extends globalThis.WebSocket {
    send(record) {
      const say = () => super.send(record)
      if (slow.isHolding && record.includes('"type":"ack"')) held.push(say)
      else say()
    }
  }
  slow.line = new Lifeline(null, { WebSocket, window, channels: ["energy", "experience"] })
  slow.line.on("batch", ({ messages }) => { slow.data += messages[0].channel !== "system" })
  slow.line.on("heartbeat", () => { slow.beats += 1 })
  slow.line.on("energy_update", (said) => slow.ages.push(slow.line.age(said)))
  slow.line.on("token_stream", ({ payload: { stream, at, text } }) => {
    slow.gaps += ends.has(stream) && ends.get(stream) !== at
    ends.set(stream, at + size.encode(text).length)
  })
  slow.letGo = () => {
    Object.assign(slow, { isHolding: false, ages: [] })
    for (const say of held) say()
  }
}"""


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
    with Relay() as relay, demo("--token", TOKEN, *relay.flags) as server:
        relay.serve(server)
        page = browser.live(address(server, relay.port))
        before = counters(page)
        relay.ask("cut held")
        eventually(lambda: state(page), lambda state: state != "open")
        page.wait_for_timeout(2000)
        start = time.monotonic()
        relay.ask("mend")
        page.wait_for_function("() => lifeline.line.state === 'open'", timeout=20_000)
        took = time.monotonic() - start
        page.wait_for_timeout(3000)
        seen, after = page.evaluate("seen"), counters(page)
        assert seen["resumed"] == [True], seen
        assert seen["gaps"] == 0, seen
        assert after["desyncs"] == before["desyncs"] and after["dropped"] == before["dropped"], (before, after)
        count = after["applied"] - before["applied"]
        return f"open again {took:.1f} s after the cut, {count} messages, no gap in any answer"


def is_accounted_for(count):
    return count["conflated"] == count["skipped"] > 30 and count["joined"] > 0


@promise
def a_reader_that_acknowledges_late_has_the_newest_next_and_all_of_the_text(browser):
    with demo() as server:
        page = browser.live(address(server))
        page.evaluate(HOLDING, WINDOW)
        page.wait_for_function("() => slow.ages.length > 60")
        page.evaluate("Object.assign(slow, { isHolding: true, data: 0, beats: 0 })")
        start = time.monotonic()
        page.wait_for_timeout(3000)
        data, beats = page.evaluate("[slow.data, slow.beats]")
        assert 0 < data <= WINDOW, f"{data} records for a window of {WINDOW}"
        assert beats > 0 and page.evaluate("slow.line.state") == "open", "the line is dead"
        page.evaluate("slow.letGo()")
        held = (time.monotonic() - start) * 1000
        page.wait_for_function("() => slow.ages.length > 60")
        # A model of the demo may rest for a second; the oldest that was held back is older than that.
        age = page.evaluate("slow.ages[0]")
        assert age < held / 2, f"{held:.0f} ms held, and then {age:.0f} ms behind"
        # What went missing meanwhile is told, to the last one.
        count = eventually(lambda: page.evaluate("slow.line.counters"), is_accounted_for)
        assert not any(count[key] for key in ("dropped", "duplicates", "desyncs")), count
        assert count["connections"] == 1 and page.evaluate("slow.gaps") == 0, count
        return f"{held:.0f} ms held, {count['conflated']} conflated, {count['joined']} joined, then {age:.1f} ms behind"


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
        seconds = min(60, settings.seconds)
        time.sleep(seconds)
        after = tab.evaluate("({ ...lifeline.line.counters, frames: lifeline.frames.count })")
        tab.show()
        eventually(lambda: tab.evaluate("document.hidden"), lambda hidden: not hidden)
        eventually(lambda: tab.evaluate("lifeline.frames.count"), lambda count: count > after["frames"] + 10)
        assert after["connections"] == before["connections"] == 1, "the line was lost"
        assert after["frames"] - before["frames"] < 10, "it painted what nobody saw"
        assert tab.evaluate("seen.gaps") == 0
        age = tab.evaluate(AGE)
        assert age < 1000, f"the newest text is {age:.0f} ms old"
        tabs.close()
        return f"{seconds:.0f} s hidden, {after['applied'] - before['applied']} messages, then {age:.1f} ms behind"
