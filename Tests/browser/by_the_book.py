"""The client without the page: what the golden vectors ask of it, and where it runs."""

import pathlib

from promises import address, demo, promise

ROOT = pathlib.Path(__file__).resolve().parents[2]
VECTORS = sorted((ROOT / "schemas/vectors").glob("*.json"))
# What its name ends with in the browser, and what it is.
LOANS = {
    "vectors.mjs": (ROOT / "Tests/web/vectors.mjs").read_text,
    "scenarios.mjs": (ROOT / "Tests/web/scenarios.mjs").read_text,
    "worker.mjs": (ROOT / "Tests/browser/worker.mjs").read_text,
    # As they are written: no number and no string goes through a reader of ours.
    "vectors.json": lambda: "{%s}" % ",".join(f'"{file.name}": {file.read_text()}' for file in VECTORS),
    "empty.html": lambda: "<!doctype html><title>nothing but what a test does</title>",
}
KINDS = {"json": "application/json", "mjs": "text/javascript", "html": "text/html"}

IN_THE_PAGE = """async () => {
  const { broken } = await import("/tests/vectors.mjs")
  return broken(await import("/client/lifeline.js"), await (await fetch("/tests/vectors.json")).json())
}"""

IN_A_WORKER = """() => new Promise((done, fail) => {
  const worker = new Worker("/tests/worker.mjs", { type: "module" })
  worker.onmessage = ({ data }) => done(data)
  worker.onerror = ({ message }) => fail(new Error(message ?? "the worker cannot be loaded"))
  setTimeout(() => fail(new Error("the worker says nothing")), 20_000)
})"""


def lend(page, server):
    """Files of ours, as if the server had them: under its origin, and its policy."""
    policy = server.ask("GET", "/client/lifeline.js")[1]["Content-Security-Policy"]
    # What the test answers with has no address, and must ask to reach one of this machine.
    page.context.grant_permissions(["local-network-access"])

    def answer(route):
        name = route.request.url.rpartition("/")[2]
        kind = KINDS[name.rpartition(".")[2]]
        route.fulfill(body=LOANS[name](), content_type=kind, headers={"Content-Security-Policy": policy})

    page.context.route("**/tests/*", answer)


def speaks_as_swift(told):
    assert not told["faults"], told["faults"]
    assert told["sentences"] > len(VECTORS), told
    return f"{told['sentences']} sentences on {len(VECTORS)} files of vectors"


@promise
def a_browser_reads_and_writes_the_golden_vectors(browser):
    with demo() as server:
        page = browser.live(address(server))
        lend(page, server)
        told = speaks_as_swift(page.evaluate(IN_THE_PAGE))
        assert not page.complaints, page.complaints
        return told


@promise
def a_worker_speaks_and_hears_as_a_page_does(browser):
    with demo() as server:
        page = browser.live(address(server))
        lend(page, server)
        heard = page.evaluate(IN_A_WORKER)
        told = speaks_as_swift(heard)
        count = heard["counters"]
        assert not heard["hasDocument"] and heard["state"] == "open" and heard["text"].strip(), heard
        assert not any(count[key] for key in ("badRecords", "badMessages", "unknownTypes", "desyncs")), count
        assert not page.complaints, page.complaints
        return f"{told}; {heard['updates']} updates and {heard['pieces']} pieces of text"
