"""The page in a real browser."""

import os
import shutil
import time

from playwright.sync_api import sync_playwright

CANDIDATES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPEN = "() => window.lifeline?.line.state === 'open'"
SPOKEN = "() => document.querySelector('.voice .answer').textContent.length > 8"

# Noted by the page itself, so that nothing between two looks is missed: every answer's pieces must join without a gap.
WITNESS = """() => {
  const { line } = window.lifeline, ends = new Map(), size = new TextEncoder()
  const seen = window.seen = { gaps: 0, pieces: 0, resumed: [], states: [], steps: 0, outOfStep: 0 }
  let due
  line.on("welcome", ({ resumed }) => seen.resumed.push(resumed))
  line.on("state", ({ state }) => seen.states.push(state))
  line.on("token_stream", ({ payload: { stream, at, text } }) => {
    if (ends.has(stream) && ends.get(stream) !== at) seen.gaps++
    ends.set(stream, at + size.encode(text).length)
    seen.pieces++
  })
  line.on("batch", ({ messages }) => {
    const all = (wanted) => messages.filter(({ type }) => type === wanted).map(({ payload }) => payload)
    const [text] = all("token_stream"), energy = all("energy_update").find(({ model }) => model === text?.model)
    const isNew = due === undefined
    due = energy && { text: text.text, level: energy.level, model: text.model }
    // The page asked for this frame before we did, so it has painted when we are called.
    if (isNew) requestAnimationFrame(() => {
      if (due) {
        const card = document.querySelectorAll(".voice")[due.model]
        const level = Number(card.querySelector(".level i").style.transform.slice(7, -1))
        seen.steps++
        const answers = Array.from(card.querySelectorAll(".answer p"), (answer) => answer.textContent)
        const isThere = answers.some((answer) => answer.endsWith(due.text))
        if (!isThere || Math.abs(level - due.level) > 1e-4) seen.outOfStep++
      }
      due = undefined
    })
  })
}"""


def chromium():
    """Where the browser is; $LIFELINE_CHROMIUM says otherwise. None: nowhere."""
    return os.environ.get("LIFELINE_CHROMIUM") or next(filter(None, map(shutil.which, CANDIDATES)), None)


class Browser:
    """Chromium without a window. What pages say on their console, and ask of other machines, is kept."""

    def __init__(self, shots):
        self.shots = shots
        self.player = sync_playwright().start()
        flags = ["--enable-precise-memory-info"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
        self.browser = self.player.chromium.launch(executable_path=chromium(), args=flags)
        self.version = self.browser.version
        self.contexts = []

    def open(self, address, width=1440, height=900, before=None, **options):
        """`before` is called with the page while it is empty."""
        context = self.browser.new_context(viewport={"width": width, "height": height}, **options)
        self.contexts.append(context)
        page = context.new_page()
        if before:
            before(page)
        page.complaints, page.requests = [], []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.requests.append(request.url))
        page.goto(address)
        return page

    def live(self, address, **options):
        """A page that is connected and shows text."""
        page = self.open(address, **options)
        page.wait_for_function(OPEN, timeout=15_000)
        page.wait_for_function(SPOKEN, timeout=15_000)
        page.evaluate(WITNESS)
        return page

    def picture(self, page, name, **options):
        page.screenshot(path=os.path.join(self.shots, f"{name}.png"), timeout=60_000, **options)

    def tidy(self):
        for context in self.contexts:
            context.close()
        self.contexts = []

    def close(self):
        self.browser.close()
        self.player.stop()


def eventually(what, holds, seconds=10):
    """Asks again and again; the last answer is told if it never holds."""
    deadline = time.monotonic() + seconds
    while True:
        answer = what()
        if holds(answer):
            return answer
        assert time.monotonic() < deadline, f"not within {seconds} s; at last: {answer!r}"
        time.sleep(0.05)
