"""A page that somebody opens, looks at, and uses."""

import pathlib
import time

from pages import eventually
from promises import address, counters, demo, promise

EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "Examples/minimal.html"
LINES_MAX = 30

RING = """() => {
  const { activeElement: focused, body } = document
  return focused === body || getComputedStyle(focused).outlineStyle !== "none"
}"""

# As quickly as answers come: quicker than a busy machine lets us press keys.
ASK_UNTIL_REFUSED = """async () => {
  const form = document.getElementById("prompt"), said = document.getElementById("prompt-said")
  const [text, button] = form.elements
  for (let turn = 0; turn < 20 && !said.textContent.startsWith("Not taken"); turn++) {
    text.value = "And the sea?"
    form.requestSubmit()
    while (button.disabled) await new Promise((done) => setTimeout(done))
  }
}"""


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
        faults = ("bad", "unknown", "desync")
        bad = {key: count for key, count in counters(page).items() if key.startswith(faults) and count}
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
def a_prompt_is_taken_or_refused_in_words(browser):
    with demo("--prompts-per-second", "1", "--prompts-burst", "1") as server:
        page = browser.live(address(server))
        page.keyboard.press("/")
        page.keyboard.type("Why is the sky blue?")
        page.keyboard.press("Enter")
        eventually(lambda: page.inner_text("#prompt-said"), lambda text: text.startswith("Sent"))
        assert page.input_value("#prompt-text") == ""
        page.evaluate(ASK_UNTIL_REFUSED)
        refused = eventually(lambda: page.inner_text("#prompt-said"), lambda text: text.startswith("Not taken"))
        assert page.input_value("#prompt-text"), "the prompt is lost"
        server.process.kill()
        server.process.wait()
        page.focus("#prompt-text")
        page.keyboard.press("Enter")
        eventually(lambda: page.inner_text("#prompt-said"), lambda text: "cannot be reached" in text)
        return refused


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
            assert page.evaluate("lifeline.stage.ask('isStill')") == (name == "still")
            page.evaluate("document.getElementById('wire').scrollIntoView({ behavior: 'instant' })")
            page.wait_for_timeout(3000)
            browser.picture(page, f"{name}-wire", full_page=True)
            assert not page.complaints, page.complaints
            browser.tidy()


# Browsers that cannot draw in a worker, and one whose worker does not come.
WITHOUT_A_WORKER = {
    "none": lambda page: page.add_init_script("delete window.Worker"),
    "no-offscreen": lambda page: page.add_init_script(
        "delete window.OffscreenCanvas; delete HTMLCanvasElement.prototype.transferControlToOffscreen"),
    "no-file": lambda page: page.route("**/backstage.js", lambda route: route.abort()),
}

# How many points of the stage are not of the colour of its corner; and what they are, as one number.
DRAWN = """() => {
  const stage = document.getElementById("stage")
  const { data } = stage.getContext("2d").getImageData(0, 0, stage.width, stage.height)
  const points = new Uint32Array(data.buffer)
  let drawn = 0, sum = 0
  for (const point of points) if (point !== points[0]) [drawn, sum] = [drawn + 1, (sum * 31 + point) | 0]
  return [drawn / points.length, sum]
}"""


@promise
def without_a_worker_the_page_draws_the_stage_itself(browser):
    told = []
    with demo("--seed", "3") as server:
        for name, before in WITHOUT_A_WORKER.items():
            page = browser.live(address(server), before=before)
            page.wait_for_timeout(3000)
            drawn, first = page.evaluate(DRAWN)
            assert drawn > 0.02, f"{name}: {drawn:.1%} of the stage is drawn"
            eventually(lambda: page.evaluate(DRAWN)[1], lambda later: later != first)
            assert page.evaluate("lifeline.stage.ask('heights').then((cells) => cells.every(Number.isFinite))")
            assert not page.workers and not page.complaints, (name, page.workers, page.complaints)
            browser.picture(page, f"without-a-worker-{name}")
            told.append(f"{name} {drawn:.0%}")
            browser.tidy()
    return f"of the stage is drawn: {', '.join(told)}"


@promise
def the_example_of_thirty_lines_shows_text_and_energy(browser):
    text = EXAMPLE.read_text()
    assert len(text.splitlines()) <= LINES_MAX
    with demo() as server:
        # The visit leaves the cookie that lets the example in.
        page = browser.live(address(server))
        place = f"http://127.0.0.1:{server.port}/minimal.html"
        # What the test answers with has no address, and must ask to reach one of this machine.
        page.context.grant_permissions(["local-network-access"])
        page.route(place, lambda route: route.fulfill(body=text, content_type="text/html"))
        page.goto(place)
        eventually(lambda: page.inner_text("#state"), lambda said: said == "open: connected")
        eventually(lambda: page.inner_text("#answer"), lambda said: len(said) > 20)
        eventually(lambda: page.evaluate("document.getElementById('level').value"), lambda level: level > 0)
        assert not page.complaints, page.complaints


@promise
def everything_can_be_done_with_keys(browser):
    with demo() as server:
        page = browser.live(address(server))
        page.keyboard.press("?")
        assert page.evaluate("document.getElementById('shortcuts').open")
        page.keyboard.press("Enter")
        assert not page.evaluate("document.getElementById('shortcuts').open")
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
            focused = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
            assert page.evaluate(RING), f"{focused} shows no focus"
