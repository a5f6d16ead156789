"""Request heads that are wrong, smuggled, or never end."""

import socket
import time

from wire import abort, answers, ask_raw, dial, head, read_all


def refused(server, bytes_, what, statuses=(400, 403, 405, 411, 413, 414, 426, 431, 501, 505)):
    status, answer = ask_raw(server, bytes_)
    assert status in statuses, f"{what}: {status} {answer[:120]!r}"
    assert answers(answer) == 1, f"{what}: answered more than once"


def malformed_heads_are_refused_and_nothing_after_them_is_read(server):
    good = head(server)
    first, rest = good.split(b"\r\n", 1)
    second = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for what, bytes_ in {
        "bare LF": good.replace(b"\r\n", b"\n"),
        "one bare LF": first + b"\n" + rest,
        "a lone CR": good.replace(b"\r\nUpgrade", b"\rUpgrade"),
        "folded": good.replace(b"Upgrade: websocket", b"Upgrade:\r\n websocket"),
        "a blank before the colon": good.replace(b"Upgrade:", b"Upgrade :"),
        "a field without a name": good.replace(b"Upgrade:", b":"),
        "a field without a colon": good.replace(b"Upgrade: websocket", b"Upgrade websocket"),
        "NUL in a value": good.replace(b"websocket", b"web\0socket"),
        "NUL in the target": good.replace(b"/ws ", b"/w\0s "),
        "DEL in a name": good.replace(b"Upgrade:", b"Up\x7fgrade:"),
        "two blanks": good.replace(b"GET /ws", b"GET  /ws"),
        "a tab": good.replace(b"GET /ws", b"GET\t/ws"),
        "a leading line": b"\r\n" + good,
        "a fragment": good.replace(b"/ws ", b"/ws#a "),
        "no target": good.replace(b"/ws ", b""),
        "another protocol": good.replace(b"HTTP/1.1", b"ICY/1.1"),
        "lower case": good.replace(b"HTTP/1.1", b"http/1.1"),
        "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
        "nothing but blanks": b" " * 500 + b"\r\n\r\n",
        "bytes over 0x7F in the method": b"G\xc3\x89T /ws HTTP/1.1\r\n\r\n",
    }.items():
        refused(server, bytes_ + second, what)


def smuggled_bodies_are_refused_and_never_read_as_requests(server):
    good = head(server)[:-2]
    second = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    post = f"POST /prompt HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nAuthorization: Bearer {server.token}\r\n".encode()
    for what, bytes_ in {
        "length and chunks": post + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "chunks and length": post + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "chunks": post + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "hidden chunks": post + b"Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n\r\n",
        "two lengths": post + b"Content-Length: 4\r\nContent-Length: 0\r\n\r\nabcd",
        "the same length twice": post + b"Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
        "a list of lengths": post + b"Content-Length: 4, 4\r\n\r\nabcd",
        "a signed length": post + b"Content-Length: +4\r\n\r\nabcd",
        "a negative length": post + b"Content-Length: -1\r\n\r\n",
        "a hexadecimal length": post + b"Content-Length: 0x4\r\n\r\nabcd",
        "an empty length": post + b"Content-Length:\r\n\r\n",
        "a length over 64 bits": post + b"Content-Length: 99999999999999999999999\r\n\r\n",
        "a body too large": post + b"Content-Length: 9999999\r\n\r\n",
        "an upgrade with a body": good + b"Content-Length: 4\r\n\r\nabcd",
        "an upgrade with chunks": good + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "a GET with a body": post.replace(b"POST /prompt", b"GET /healthz") + b"Content-Length: 4\r\n\r\nabcd",
    }.items():
        refused(server, bytes_ + second, what)


def one_answer_ends_a_connection_whatever_else_was_sent(server):
    one = f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode()
    status, answer = ask_raw(server, one * 1000)
    assert status == 200 and answers(answer) == 1, answer[:300]


def heads_too_large_are_refused_at_the_limit(server):
    good = head(server)[:-2]
    refused(server, good + b"A: " + b"a" * (17 << 10) + b"\r\n\r\n", "17 KiB in a value")
    refused(server, good + b"A" * (17 << 10), "17 KiB in a name")
    refused(server, b"GET /" + b"a" * (17 << 10), "17 KiB in a target")
    refused(server, b"G" * (17 << 10), "17 KiB in a method")
    refused(server, good + b"".join(b"a%d: b\r\n" % i for i in range(101)) + b"\r\n", "101 fields")
    refused(server, good + b"a:\r\n" * 5000 + b"\r\n", "5,000 empty fields")


def other_versions_and_forms_of_a_target_are_refused(server):
    good = head(server)
    for what, bytes_ in {
        "HTTP/0.9": b"GET /\r\n\r\n",
        "HTTP/1.0": good.replace(b"HTTP/1.1", b"HTTP/1.0"),
        "HTTP/1.2": good.replace(b"HTTP/1.1", b"HTTP/1.2"),
        "HTTP/1.10": good.replace(b"HTTP/1.1", b"HTTP/1.10"),
        "HTTP/2's first words": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "absolute form": good.replace(b"/ws ", b"http://evil.example/ws "),
        "absolute form of ours": good.replace(b"/ws ", b"http://127.0.0.1:%d/ws " % server.port),
        "CONNECT": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
        "asterisk": good.replace(b"GET /ws", b"OPTIONS *"),
        "TRACE": good.replace(b"GET", b"TRACE"),
        "an unknown method": good.replace(b"GET", b"BREW"),
        "POST to upgrade": good.replace(b"GET", b"POST"),
    }.items():
        refused(server, bytes_, what)


def slow_heads_are_cut_off_and_keep_nobody_out(server):
    slow = [dial(server) for _ in range(300)]
    bytes_, gone, start = head(server), set(), time.monotonic()
    for i in range(12):
        for n, link in enumerate(slow):
            if n in gone:
                continue
            try:
                link.sendall(bytes_[i : i + 1])
            except ConnectionError:
                gone.add(n)
        assert server.ask("GET", "/healthz")[0] == 200
        if len(gone) == len(slow):
            break
        time.sleep(1)
    took = time.monotonic() - start
    for link in slow:
        link.close()
    assert len(gone) == len(slow) and took < 9, f"{len(slow) - len(gone)} slow heads live on after {took:.1f} s"


def connections_that_say_nothing_are_closed(server):
    silent = [dial(server, timeout=9) for _ in range(800)]
    assert server.ask("GET", "/healthz")[0] == 200
    start = time.monotonic()
    for link in silent:
        read_all(link)
        link.close()
    assert time.monotonic() - start < 9


def connections_that_end_before_they_ask_leave_nothing(server):
    for _ in range(500):
        with dial(server) as link:
            link.shutdown(socket.SHUT_WR)
    for _ in range(500):
        abort(dial(server))
