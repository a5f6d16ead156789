"""Those who must stay outside: foreign pages, foreign names, and whoever has no token."""

import base64

from wire import Raw, ask_raw, head


def foreign_origins_stay_outside(server):
    own = f"127.0.0.1:{server.port}"
    for origin in (
        "null", "", " ", "http://evil.example", f"http://evil.example:{server.port}", f"https://{own}", f"ws://{own}",
        f"http://{own}.evil.example", f"http://{own}@evil.example", f"http://user@{own}", f"http://0.0.0.0:{server.port}",
        f"http://{own}/", f"http://{own}/path", f"http://{own}?", f"http://{own}#", f"http://{own} ", f"http://{own}:80",
        f"http://127.0.0.1:{server.port + 1}", "http://127.0.0.1", "http://localhost", f"http://localhost.:{server.port}",
        f"http://127.1:{server.port}", f"http://2130706433:{server.port}", f"http://[::ffff:127.0.0.1]:{server.port}",
        f"http://127.0.0.1:0{server.port}", f"http://127.0.0.1:{server.port + 65536}", "http://\xe9.example", "file://",
        "http://xn--9ca.example", "chrome-extension://aaaa", "about:blank", f"http://{own}, http://{own}", "http://" + "a" * 9000,
    ):
        if origin.strip() == f"http://{own}":
            continue
        for target in ("/ws", "/healthz", "/metrics"):
            status, answer = ask_raw(server, head(server, target, more=[f"Origin: {origin}"]))
            assert status in (400, 403), f"{origin[:80]!r} at {target}: {answer[:80]!r}"
    doubled = [f"Origin: http://{own}"] * 2
    assert ask_raw(server, head(server, more=doubled))[0] == 403, "a doubled Origin is let in"
    Raw(server, more=[f"Origin: http://{own}"]).link.close()


def foreign_hosts_stay_outside(server):
    port = server.port
    for host in (
        "evil.example", f"evil.example:{port}", f"localhost.evil.example:{port}", f"127.0.0.1.evil.example:{port}", "", " ",
        f"0.0.0.0:{port}", f"0:{port}", f"[::]:{port}", f"localhost.:{port}", f"127.0.0.1.:{port}", f"user@127.0.0.1:{port}",
        f"127.0.0.1:{port}@evil.example", f"127.1:{port}", f"2130706433:{port}", f"0x7f000001:{port}", f"0177.0.0.1:{port}",
        f"127.0.0.2:{port}", f"[::ffff:127.0.0.1]:{port}", "127.0.0.1", f"127.0.0.1:{port + 1}", f"127.0.0.1:0{port}",
        f"127.0.0.1: {port}", f"127.0.0.1:{port},evil.example", f"127.0.0.1:{port} evil.example", f"\xe9vil.example:{port}",
        f"127.0.0.1:{port + 65536}", "a" * 9000,
    ):
        for target in ("/ws", "/healthz"):
            status, answer = ask_raw(server, head(server, target, host=host))
            assert status in (400, 403), f"{host[:80]!r} at {target}: {answer[:80]!r}"
    assert ask_raw(server, head(server, without=("Host",)))[0] == 400
    assert ask_raw(server, head(server, more=[f"Host: 127.0.0.1:{port}"]))[0] == 400


def nobody_without_the_token_gets_in(server):
    right = server.token
    wrong = ["x", "", right[:-1], right + "x", right.swapcase() + "0", "%00", right[:-1] + "%00", "é", "0" * len(right)]
    for token in wrong:
        for what, options in {
            "query": {"target": f"/ws?token={token}".encode().decode("latin-1"), "token": None},
            "header": {"more": [f"Authorization: Bearer {token}".encode().decode("latin-1")], "token": None},
            "cookie": {"more": [f"Cookie: lifeline={token}".encode().decode("latin-1")], "token": None},
        }.items():
            status, answer = ask_raw(server, head(server, **options))
            assert status in (400, 401, 403), f"{what} {token!r}: {answer[:80]!r}"
        with Raw(server, token=None) as link:
            link.hello(auth=token)
            assert link.ending() in (4500, 4502, 4506), f"hello with {token!r}: {link.code}"
    for target in ("/metrics", "/status", "/prompt"):
        assert ask_raw(server, head(server, target, token=None, without=("Upgrade", "Connection")))[0] in (401, 404), target


def huge_and_many_tokens_are_refused(server):
    for size in (4097, 15_000):
        token = "a" * size
        for options in ({"target": f"/ws?token={token}"}, {"more": [f"Authorization: Bearer {token}"]}, {"more": [f"Cookie: lifeline={token}"]}):
            status, answer = ask_raw(server, head(server, token=None, **options))
            assert status in (400, 401, 414, 431), answer[:80]
    with Raw(server, token=None) as link:
        link.hello(auth="a" * 8192)
        assert link.ending() == 1009, link.code
    # The right one behind four wrong ones is a guess, and no credential.
    many = [f"Cookie: lifeline={i}" for i in range(20)] + [f"Cookie: lifeline={server.token}"]
    assert ask_raw(server, head(server, token=None, more=many))[0] == 401
    basic = base64.b64encode(f"user:{server.token}".encode()).decode()
    with Raw(server, token=None, more=[f"Authorization: Basic {basic}"]) as link:
        link.hello()
        assert link.ending() == 4502, link.code


def keys_and_subprotocols_of_an_upgrade_are_checked(server):
    for key in ("", "a", "AAAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAAB==", "=" * 24, "é" * 12, "A" * 25, "A" * 9000):
        bytes_ = head(server, without=("Sec-WebSocket-Key",), more=["Sec-WebSocket-Key: " + key])
        assert ask_raw(server, bytes_)[0] == 400, key[:40]
    for name in ("a b", "é", "a\x01", "a" * 65, '"a"', "a/b"):
        status, answer = ask_raw(server, head(server, subprotocol=name))
        assert status == 400, f"{name[:40]!r}: {answer[:200]!r}"
    assert ask_raw(server, head(server, without=("Sec-WebSocket-Version",), more=["Sec-WebSocket-Version: 8"]))[0] == 426
    with Raw(server, subprotocol="lifeline.v9.cake") as link:
        assert link.ending() == 4501
    with Raw(server, more=["Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99999999999"]) as link:
        link.hello().settle()
