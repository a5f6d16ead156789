"""JSON records that are wrong in form, in size or in meaning. A bad message is answered; only a flood of them ends it."""

import json
import os

from wire import DECLARED, NAMED, TEXT, Raw, errors, frame, message

ROOT = os.path.join(os.path.dirname(__file__), "..", "..", "schemas")
# Under the budget of 16, so that each of them is judged for itself.
BAD_PER_LINK = 12
WRONG = [None, True, "", "\u00e9", -1, 0.5, 1e300, 2**53, 2**64, [], [[]], {}, {"a": {"a": {}}}]


def vectors(name):
    with open(os.path.join(ROOT, "vectors", name)) as file:
        return json.load(file)["vectors"]


def each_is_judged(server, records, opcode=TEXT, codes=DECLARED):
    """Sends records, a few on each connection. Each is taken, or answered, or ends its connection by a declared code."""
    link, said, answered = None, 0, 0
    for record in records:
        if link is None:
            link, said = Raw(server).hello(), 0
            link.settle()
        link.send(frame(opcode, record))
        found = link.settle(codes=codes)
        answered += len(errors(found))
        said += 1
        if link.code is not None or said == BAD_PER_LINK:
            link.link.close()
            link = None
    if link:
        link.link.close()
    return answered


def text(value):
    return json.dumps(value, separators=(",", ":")).encode()


def bombs_of_nesting_are_refused_by_depth(server):
    deep = b"[" * 100_000
    shapes = [deep, deep + b"]" * 100_000, b'{"a":' * 100_000, b"[{" * 50_000]
    for key in (b"payload", b"unknown"):
        shapes.append(b'{"channel":"system","type":"heartbeat","ts":1,"%s":%s' % (key, deep))
        shapes.append(b'{"channel":"system","type":"heartbeat","ts":1,"payload":{},"%s":%s%s}' % (key, deep, b"]" * 100_000))
    shapes.append(b'{"channel":"system","type":"request","id":1,"ts":1,"payload":{"method":"a","params":%s%s}}' % (deep, b"]" * 100_000))
    assert each_is_judged(server, shapes) >= len(shapes) - 1


def huge_numbers_are_refused_or_read_but_never_trap(server):
    numbers = ["1e400", "-1e400", "1e-400", "9" * 400, "-" + "9" * 400, "0." + "9" * 4000, "1" + "0" * 900_000, "1e99999999999999",
               "1E+0000000000000000000000000009", "18446744073709551616", "9223372036854775808", "-9223372036854775809", "4294967296",
               "0e1", "-0", "-0.0", "NaN", "Infinity", "-Infinity", "01", "+1", ".5", "1.", "0x10", "1e", "1_000", "5e-324", "1.7976931348623159e308"]
    records = []
    for number in numbers:
        records.append(f'{{"channel":"system","type":"heartbeat","ts":{number},"payload":{{}}}}')
        records.append(f'{{"channel":"system","type":"heartbeat","ts":1,"id":{number},"payload":{{"echo":{number}}}}}')
        records.append(f'{{"channel":"system","type":"ack","ts":1,"payload":{{"received":{number}}}}}')
        records.append(f'{{"channel":"system","type":"subscribe","ts":1,"payload":{{"name":"energy","maxRate":{number}}}}}')
        records.append(f'{{"channel":"system","type":"goodbye","ts":1,"payload":{{"code":{number},"message":"","resume":false}}}}')
        records.append(f'{{"channel":"system","type":"resync","ts":1,"payload":{{}},"unknown":{number}}}')
    each_is_judged(server, [r.encode() for r in records], codes=NAMED)


def wrong_types_in_every_field_of_every_message_are_answered(server):
    def wrecks(value, path=()):
        """The value with each part of it, at any depth, replaced by each wrong thing, and left out."""
        for wrong in WRONG:
            yield wrong
        if isinstance(value, dict):
            for key, part in value.items():
                for wreck in wrecks(part):
                    yield {**value, key: wreck}
                yield {k: v for k, v in value.items() if k != key}
        if isinstance(value, list) and value:
            for wreck in wrecks(value[0]):
                yield [wreck, *value[1:]]

    records = []
    for name in sorted(os.listdir(os.path.join(ROOT, "messages"))):
        whole = next(json.loads(v["json"]) for v in reversed(vectors(name)) if "json" in v and len(v["json"]) < 4096)
        payload = whole["payload"]
        # What the schema knows and this vector leaves out is wrong in each way too.
        with open(os.path.join(ROOT, "messages", name)) as file:
            known = json.load(file)["properties"]["payload"].get("properties", {})
        records += [{**whole, "payload": {**payload, key: wrong}} for key in known for wrong in WRONG]
        records += [{**whole, "payload": wreck} for wreck in wrecks(payload)]
    # The envelope is the same for all.
    whole = message("heartbeat", {}, id=1, frame=1)
    records += [{**whole, key: wrong} for key in (*whole, "seq", "re", "delta", "replay") for wrong in WRONG]
    records = [r for r in {text(r): r for r in records}]
    assert len(records) > 2000, len(records)
    assert each_is_judged(server, records, codes=NAMED) > len(records) / 3


def duplicate_keys_are_errors(server):
    records = [
        b'{"channel":"system","channel":"energy","type":"heartbeat","ts":1,"payload":{}}',
        b'{"channel":"system","type":"heartbeat","type":"goodbye","ts":1,"payload":{"code":1000,"message":"","resume":false}}',
        b'{"channel":"system","type":"heartbeat","ts":1,"payload":{},"payload":{}}',
        b'{"channel":"system","type":"heartbeat","ts":1,"id":1,"\\u0069d":2,"payload":{}}',
        b'{"channel":"system","type":"ack","ts":1,"payload":{"received":0,"received":1}}',
        b'{"channel":"system","type":"request","id":3,"ts":1,"payload":{"method":"a","params":{"a":1,"a":2}}}',
        b'{"channel":"system","type":"request","id":4,"ts":1,"payload":{"method":"a","params":{"a":1,"\\u0061":2}}}',
    ]
    answered = each_is_judged(server, records)
    assert answered >= len(records) - 2, answered
    many = b",".join(b'"k%d":0' % i for i in range(100_000))
    each_is_judged(server, [b'{"channel":"system","type":"heartbeat","ts":1,"payload":{},%s}' % many,
                            b'{"channel":"system","type":"request","id":1,"ts":1,"payload":{"method":"a","params":{%s}}}' % many,
                            b'{"channel":"system","type":"hello","ts":1,"payload":{%s}}' % many])


def lone_surrogates_and_odd_escapes_are_errors(server):
    records = [b'{"channel":"system","type":"request","id":1,"ts":1,"payload":{"method":"%s"}}' % bad
               for bad in (b"\\ud800", b"\\udc00", b"\\ud800\\ud800", b"\\udc00\\ud800", b"\\ud83d", b"\\u12", b"\\x41", b"\\", b"\\u{41}", b"\x01", b"a\nb")]
    records += [b'{"channel":"system","type":"request","id":1,"ts":1,"payload":{"method":"a","params":"%s"}}' % bad for bad in (b"\\ud800", b"\\udc00x")]
    records += [b'{"channel":"syst\\u0065m","type":"heartbeat","ts":1,"payload":{}}', b'\xef\xbb\xbf{}', b"{}garbage", b"{},{}", b"[]", b"[[]]", b"[{}]",
                b"", b" ", b"null", b"1", b'"a"', b"{", b"}", b"[,]", b"{,}", b"[1,]", b'{"a":1,}', b"// a\n{}", b"\0", b"{}\0"]
    assert each_is_judged(server, records) >= len(records) // 2


def batches_too_large_are_refused(server):
    one = text(message("heartbeat", {}))
    records = [b"[" + b",".join([one] * 5000) + b"]", b"[" + b",".join([b"{}"] * 100_000) + b"]", b"[" + b"[]," * 100_000 + b"[]]",
               text([message("heartbeat", {})] * 50), text([[message("heartbeat", {})]])]
    each_is_judged(server, records)


def a_goodbye_may_name_any_code(server):
    for code in (0, 1, 999, 1000, 1005, 1006, 1015, 2000, 4000, 4500, 5000, 65535):
        with Raw(server).hello() as link:
            link.say(message("goodbye", {"code": code, "message": "x", "resume": True}))
            link.ending()
            assert link.code in (code, 1005, None), (code, link.code)


def names_that_a_client_chooses_become_nothing_lasting(server):
    before = len(server.metrics())
    for start in range(0, 600, BAD_PER_LINK):
        with Raw(server).hello(client=f"client-{start}", caps=[f"cap{start}"]) as link:
            for n in range(start, start + BAD_PER_LINK):
                link.say(message("subscribe", {"name": f"made.up.{n}"}), message("request", {"method": f"made.up.{n}"}, id=n + 1))
                link.say(message(f"made_up_{n}", {}), message("heartbeat", {}, channel=f"made.up.{n}"))
            link.settle()
    assert len(server.metrics()) <= before + 8, "what clients call things has become metrics"
