"""What Node goes through with the real server, gone through in a browser."""

from by_the_book import lend
from pages import eventually
from promises import address, counters, demo, journal, promise
from relay import Relay

TOKEN = "a-token-that-outlives-a-launch"
SENTENCES = "import('/tests/scenarios.mjs').then(({ scenarios }) => Object.keys(scenarios))"
RUN = """async ([sentence, token]) => {
  const { Place } = await import("/tests/scenarios.mjs")
  const place = new Place(await import("/client/lifeline.js"), { url: location.origin + "/ws", token, ask })
  await place.run(sentence)
}"""


@promise
def every_scenario_of_node_goes_as_well_in_a_browser(browser):
    with Relay() as relay:
        servers = []

        def start(port=0):
            servers.append(demo("--token", TOKEN, *relay.flags, port=port))
            relay.serve(servers[-1])

        def ask(order):
            if order != "restart":
                return relay.ask(order)
            servers[-1].process.kill()
            servers[-1].process.wait()
            return start(servers[-1].port)

        start()
        try:
            page = browser.open("about:blank")
            lend(page, servers[-1])
            page.expose_function("ask", ask)
            page.goto(f"http://127.0.0.1:{relay.port}/tests/empty.html")
            sentences = page.evaluate(SENTENCES)
            for sentence in sentences:
                try:
                    page.evaluate(RUN, [sentence, TOKEN])
                except Exception as fault:
                    raise AssertionError(f"{sentence}: {fault}") from fault
            assert len(sentences) > 20, sentences
            assert not page.complaints, page.complaints
            return f"{len(sentences)} scenarios"
        finally:
            for server in servers:
                server.__exit__()


@promise
def what_is_lost_on_the_way_is_told_on_the_page_and_made_up_for(browser):
    with Relay() as relay, demo(*relay.flags) as server:
        relay.serve(server)
        page = browser.live(address(server, relay.port))
        page.evaluate("window.mark = 1")
        for order, counter in (("spoil lose", "desyncs"), ("spoil repeat", "duplicates"), ("spoil garble", "badRecords")):
            before = counters(page)
            relay.ask(order)
            eventually(lambda: counters(page)[counter], lambda count: count > before[counter])
            eventually(lambda: counters(page)["snapshots"], lambda count: count > before["snapshots"])
            pieces = page.evaluate("seen.pieces")
            page.wait_for_function("pieces => seen.pieces > pieces + 10", arg=pieces, timeout=20_000)
        told = journal(page)
        for word in ("lost its place (gap) and asked for a snapshot", "no record of this protocol"):
            assert word in told, (word, told)
        browser.picture(page, "desync")
        assert page.evaluate("window.mark") == 1, "the page was loaded again"
        assert not page.complaints, page.complaints
        count = counters(page)
        return f"{count['desyncs']} places lost, {count['badRecords']} bad records, {count['snapshots']} snapshots"
