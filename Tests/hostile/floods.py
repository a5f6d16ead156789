"""Too much of what would be welcome once."""

import time

from wire import DECLARED, PING, TEXT, Raw, abort, dial, errors, frame, head, message


def pings_that_nobody_waits_for_are_bounded(server):
    with Raw(server, small=True).hello() as link:
        link.link.settimeout(2)
        for _ in range(400):
            if not link.send(frame(PING, b"a" * 125) * 500):
                break
        link.link.settimeout(12)
        assert link.ending() in (*DECLARED, None)


def fifty_clients_that_never_read_are_called_dead(server):
    deaf = [Raw(server, small=True, timeout=9).hello(channels=[{"name": "energy"}, {"name": "experience"}]) for _ in range(50)]
    time.sleep(5)
    for link in deaf:
        assert link.ending() in (4000, None), link.code
        link.link.close()


def fifty_bare_listeners_that_never_read_hold_nothing_that_grows(server):
    deaf = [Raw(server, small=True, target="/ws", subprotocol=None) for _ in range(50)]
    time.sleep(6)
    for link in deaf:
        abort(link.link)


def ten_thousand_subscribes_are_answered_or_refused(server):
    with Raw(server).hello() as link:
        for start in range(0, 10_000, 10):
            names = ("energy", "council", "experience", "reward")
            if not link.say(*[message("subscribe", {"name": names[n % 4], "maxRate": 1}, id=n + 1) for n in range(start, start + 10)]):
                break
            if start % 200 == 0:
                link.settle(mark=4_000_000 + start)
                if link.code is not None:
                    break
        assert link.code is None or link.code in DECLARED, link.code
    with Raw(server).hello() as link:
        link.say(*[message("subscribe", {"name": f"made.up.{n}"}, id=n + 1) for n in range(10_000)])
        found = link.settle()
        assert link.code is None or link.code in DECLARED, link.code
        assert found


def subscribing_and_leaving_again_costs_nothing_that_stays(server):
    with Raw(server).hello() as link:
        for n in range(300):
            link.say(*[message(kind, {"name": "council"}) for kind in ("subscribe", "unsubscribe") for _ in range(5)])
            link.settle(mark=n + 1)
            if link.code is not None:
                break
        assert link.code is None or link.code in DECLARED, link.code


def requests_and_unknown_methods_are_answered_each(server):
    with Raw(server).hello() as link:
        for start in range(0, 10_000, 50):
            link.say(*[message("request", {"method": "made.up", "params": {"n": n}}, id=n + 1) for n in range(start, start + 50)])
            found = link.settle(mark=4_000_000 + start)
            if link.code is not None:
                break
            names = {m["payload"]["error"]["name"] for m in found if m["type"] == "reply" and "error" in m["payload"]}
            assert names <= {"unknown_method", "limit_exceeded", "rate_limited", "forbidden", "unavailable"} and names, (names, found[:2])
        assert link.code is None or link.code in DECLARED, link.code
    with Raw(server, small=True).hello() as link:
        link.link.settimeout(2)
        for n in range(0, 20_000, 100):
            if not link.say(*[message("request", {"method": "made.up"}, id=n + i + 1) for i in range(100)]):
                break
        link.link.settimeout(12)
        link.ending()


def a_flood_of_bad_messages_ends_with_4005(server):
    for record in (b"{}", b"[", b'{"channel":"system","type":"cake","ts":1,"payload":{}}', b'{"channel":"cake","type":"heartbeat","ts":1,"payload":{}}',
                   b'{"channel":"system","type":"ack","ts":1,"payload":{"received":9000000}}'):
        with Raw(server).hello() as link:
            link.send(frame(TEXT, record) * 2000)
            assert link.ending() == 4005, f"{record}: {link.code}"


def two_thousand_eight_hundred_aborts_leave_nothing(server):
    half, whole = head(server)[:90], head(server)
    for _ in range(1400):
        link = dial(server)
        link.sendall(half)
        abort(link)
    for n in range(1400):
        link = dial(server)
        # Some before the answer, some in the middle of a record.
        link.sendall(whole)
        if n % 2:
            link.recv(1024)
            link.sendall(frame(TEXT, b"[" * 100)[: 3 + n % 60])
        abort(link)


def connecting_and_leaving_as_fast_as_one_can_is_cheap(server):
    for _ in range(500):
        with Raw(server, target="/ws", subprotocol=None):
            pass
    for _ in range(300):
        Raw(server).hello().link.close()


def those_who_never_say_hello_keep_nobody_out(server):
    waiting = [Raw(server) for _ in range(64)]
    with Raw(server).hello() as link:
        link.settle()
    for link in waiting:
        assert link.ending() in (4506, 4507), link.code
        link.link.close()


def a_whole_house_of_clients_is_turned_away_at_the_limit(server):
    links = []
    try:
        for _ in range(1100):
            links.append(Raw(server).hello())
        codes = set()
        for link in links[-50:]:
            codes.add(link.ending())
        assert codes & {4507, 4000}, codes
    finally:
        for link in links:
            abort(link.link)
