"""Sessions that were forged, stolen or never were, and channels that are none of a client's business."""

import json

from local import Local
from wire import DECLARED, Raw, errors, message


def welcomed(link):
    return next(m["payload"] for m in link.until(lambda m: m["type"] == "welcome") if m["type"] == "welcome")


def forged_sessions_are_not_resumed(server):
    for name in ("", "0", "0" * 32, "f" * 128, "../../etc/passwd"):
        with Raw(server).hello(session=name) as link:
            heard = welcomed(link)
            assert heard["resumed"] is False and heard["session"] != name, heard


def a_session_of_another_identity_is_not_resumed(server):
    with Local(server) as owner:
        owner.say(message("hello", {"client": "owner", "channels": []}))
        mine = next(m for m in owner.messages() if m["type"] == "welcome")["payload"]["session"]
        with Raw(server).hello(session=mine) as thief:
            heard = welcomed(thief)
            assert heard["resumed"] is False and heard["session"] != mine, heard
        owner.say(message("heartbeat", {}, id=5))
        assert any(m.get("re") == 5 for m in owner.messages()), "the owner was sent away"


def a_replayed_session_supersedes_its_former_connection_and_no_other(server):
    bystander = Raw(server).hello()
    welcomed(bystander)
    former = Raw(server).hello()
    name = welcomed(former)["session"]
    for _ in range(200):
        later = Raw(server).hello(session=name)
        assert welcomed(later)["resumed"] is True
        assert former.ending() == 4504, former.code
        former.link.close()
        former = later
    former.link.close()
    bystander.settle()
    bystander.link.close()


def positions_of_the_future_and_of_other_epochs_are_not_recovered(server):
    with Raw(server).hello(channels=[{"name": "energy"}]) as link:
        epoch = welcomed(link)["channels"][0]["epoch"]
    for since in ({"epoch": epoch, "seq": 2**53 - 1}, {"epoch": epoch, "seq": 2**40}, {"epoch": (epoch + 1) % 2**32, "seq": 1},
                  {"epoch": 0, "seq": 0}, {"epoch": 2**32 - 1, "seq": 2**53 - 1}):
        with Raw(server).hello(channels=[{"name": "energy", "since": since}]) as link:
            heard = welcomed(link)["channels"][0]
            assert heard["recovered"] is False and heard["epoch"] == epoch, (since, heard)
            found = link.until(lambda m: m["type"] == "state_snapshot")
            assert found and found[-1]["type"] == "state_snapshot", found


def acknowledging_what_was_never_sent_is_refused(server):
    with Raw(server).hello(channels=[{"name": "energy"}], window=8) as link:
        for received in (2**53 - 1, 10**9, 2**32):
            link.say(message("ack", {"received": received}))
        assert "bad_message" in errors(link.settle())


def channels_that_are_not_there_or_not_ours_are_refused(server):
    names = ["system", "cake", "a" * 128, "thread:1", "energy.", "0"]
    with Raw(server).hello(channels=[{"name": n} for n in names]) as link:
        heard = welcomed(link)
        assert {r["name"] for r in heard["refused"]} >= set(names) - {"system"}, heard
        for n, name in enumerate(names):
            link.say(message("subscribe", {"name": name}, id=100 + n))
        link.say(message("unsubscribe", {"name": "council"}), message("resync", {"name": "council", "reason": "x"}))
        link.settle()


def nobody_publishes_without_the_right(server):
    update = {"model": 0, "pattern": 0, "tokens": 424242, "energy": 0, "total": 0, "rate": 0, "level": 0, "entropy": 0}
    with Raw(server).hello(channels=[{"name": "energy"}, {"name": "council"}]) as link:
        welcomed(link)
        link.say(message("energy_update", update, channel="energy"), message("energy_update", update, channel="energy", seq=1))
        link.say(message("interference_event", {"event": 1, "kind": "mixed", "strength": 1, "phase": 0, "models": []}, channel="council"))
        link.say(message("state_snapshot", {"epoch": 1, "part": 0, "last": True, "items": []}, channel="energy"))
        for kind in ("welcome", "startup_complete", "reply", "goodbye_", "subscribed", "codec_set", "lag"):
            link.say(message(kind, {}))
        found = link.settle()
        assert len(errors(found)) >= 4, errors(found)
        assert "424242" not in json.dumps(found), "a web client's word was published"
        assert link.code is None or link.code in DECLARED


def hello_comes_once_and_first(server):
    with Raw(server).hello() as link:
        for _ in range(5):
            link.hello()
        assert errors(link.settle()).count("bad_message") == 5
    with Raw(server) as link:
        link.say(message("subscribe", {"name": "energy"}))
        assert link.ending() == 4500, link.code
    with Raw(server) as link:
        assert link.ending() == 4506, "silence instead of a hello"
