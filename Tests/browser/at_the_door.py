"""Who is let in, and what is said to who is not."""

import http.server
import pathlib
import tempfile
import threading

from pages import eventually
from promises import address, demo, promise, words

TRY = """<title>trying</title><script>
const socket = new WebSocket("ws://127.0.0.1:%d/ws?token=%s", "lifeline.v1.json")
socket.onopen = () => { document.title = "let in" }
socket.onerror = () => { document.title = "refused" }
</script>"""


@promise
def a_missing_or_wrong_token_is_explained(browser):
    with demo() as server:
        page = browser.open(f"http://127.0.0.1:{server.port}/")
        said = eventually(lambda: words(page), lambda text: text.startswith("Not let in"))
        assert "address that the server printed" in said, said
        browser.picture(page, "no-token")
        wrong = browser.open("about:blank")
        answer = wrong.goto(f"http://127.0.0.1:{server.port}/?token=not-the-token-of-this-launch")
        told = wrong.inner_text("#figure") + ": " + wrong.inner_text("#words")
        assert answer.status == 401 and answer.header_value("cache-control") == "no-store", answer.headers
        assert "script-src" not in answer.header_value("content-security-policy"), answer.headers
        assert "not-the-token" not in answer.text() and server.token not in answer.text()
        assert "lifeline serve" in wrong.inner_text("ol"), told
        assert wrong.evaluate("document.styleSheets[0].cssRules.length") > 100, "it has no style"
        assert not wrong.complaints, wrong.complaints
        browser.picture(wrong, "wrong-token")
        plain = wrong.request.get(answer.url, headers={"Accept": "*/*"})
        assert plain.status == 401 and plain.headers["content-type"].startswith("text/plain"), plain.headers
        return told[:90]


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
        pathlib.Path(folder, "index.html").write_text(TRY % (server.port, server.token))

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
