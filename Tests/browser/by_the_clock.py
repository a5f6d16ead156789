"""How late, how long and how large."""

import contextlib
import threading
import time

from machine import OTHERS_MAX, Others, goes_first
from promises import address, clocked, demo, settings
from program import messages
from websockets.exceptions import ConnectionClosed

MEDIAN_MAX, HIGH_MAX, HEAP_GROWTH_MAX = 5, 10, 1 << 20
PARTS = 6

# Tasks over 50 ms, and which of our scripts were at work in them; a collection of garbage that we ask for is no script.
LONG_TASKS = """() => {
  const long = window.long = { tasks: 0, ours: [] }
  new PerformanceObserver((list) => { long.tasks += list.getEntries().length }).observe({ type: "longtask" })
  new PerformanceObserver((list) => {
    for (const { scripts } of list.getEntries()) {
      for (const { sourceURL, invoker, duration } of scripts) {
        const isOurs = sourceURL.startsWith(location.origin) && duration > 50
        if (isOurs && long.ours.length < 20) long.ours.push(`${invoker} in ${sourceURL}: ${Math.round(duration)} ms`)
      }
    }
  }).observe({ type: "long-animation-frame" })
}"""


# Page and server are on one machine and so on one clock: no guess of how far two are apart is in these.
AGES = """() => {
  window.ages = []
  lifeline.line.on("message", ({ seq, ts, replay, snapshot }) => {
    if (seq !== undefined && !replay && !snapshot) ages.push(performance.timeOrigin + performance.now() - ts)
  })
}"""


def quantiles(ages):
    ages = sorted(ages)
    return ages[len(ages) // 2], ages[int(len(ages) * 0.99)]


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

    def end(self):
        self.link.close()
        self.join()
        return quantiles(self.ages)


def verdict(others, holds, report):
    """What does not hold is broken, if it was asked for and others left the machine alone."""
    if not settings.clock:
        return f"not judged without --clock: {report}"
    share = others.share()
    if share is None:
        told = "what others take is not known here"
    else:
        told = f"others take {share:.2f} processors" + (" after us" if goes_first() else "")
        if share > OTHERS_MAX and not goes_first():
            return f"not judged, {told} and more than {OTHERS_MAX}: {report}"
    assert holds, f"{told}: {report}"
    return f"{told}: {report}"


@clocked
def messages_are_here_within_the_promise(browser):
    with demo() as server:
        page = browser.live(address(server))
        bystander, others = Bystander(server), Others()
        page.evaluate("lifeline.latency.forget()")
        page.evaluate(AGES)
        page.wait_for_timeout(11_000)
        ages, shown = page.evaluate("[ages, [lifeline.latency.median, lifeline.latency.high]]")
        median, high = quantiles(ages)
        report = f"{len(ages)} messages, median {median:.2f} ms, 99 of 100 within {high:.2f} ms"
        told = verdict(others, median <= MEDIAN_MAX and high <= HIGH_MAX, report)
        bare = bystander.end()
        return f"{told}; the page shows {shown[0]:.2f} and {shown[1]:.2f}, a bare client has {bare[0]:.2f} and {bare[1]:.2f}"


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
        page.evaluate(LONG_TASKS)
        heaps, start, others = [heap()], time.monotonic(), Others()
        for part in range(PARTS):
            page.wait_for_timeout(settings.seconds * 1000 / PARTS)
            heaps.append(heap())
            print(f"      part {part + 1} of {PARTS}: heap {heaps[-1] / 1e6:.2f} MB", flush=True)
        (frames, long), took = page.evaluate("[lifeline.frames, long]"), time.monotonic() - start
        report = (f"{took:.0f} s, {frames['count'] / took:.0f} frames/s, longest {frames['longest']:.0f} ms, "
                  f"{long['tasks']} long tasks and {len(long['ours'])} of them ours, "
                  f"heap {' '.join(f'{size / 1e6:.2f}' for size in heaps)} MB")
        assert heaps[-1] - min(heaps[:2]) < HEAP_GROWTH_MAX, report
        report = f"{frames['over50']} frames over 50 ms, {report}, {long['ours']}"
        return verdict(others, not frames["over50"] and not long["ours"], report)
