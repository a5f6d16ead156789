"""How late, how long and how large."""

import contextlib
import threading
import time

from promises import address, clocked, demo, settings
from program import messages
from websockets.exceptions import ConnectionClosed

MEDIAN_MAX, HIGH_MAX, HEAP_GROWTH_MAX = 5, 10, 1 << 20


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
        report = (f"median {median:.2f} ms, 99 of 100 within {high:.2f} ms; "
                  f"a bare client {bare[0]:.2f} and {bare[1]:.2f} ms")
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
            page.wait_for_timeout(settings.seconds * 1000 / 6)
            heaps.append(heap())
        frames, took = page.evaluate("lifeline.frames"), time.monotonic() - start
        browser.tidy()
        report = (f"{took:.0f} s, {frames['count'] / took:.0f} frames/s, longest {frames['longest']:.0f} ms, "
                  f"heap {' '.join(f'{size / 1e6:.2f}' for size in heaps)} MB")
        assert heaps[-1] - min(heaps[:2]) < HEAP_GROWTH_MAX, report
        assert frames["over50"] == 0, report
        return report
