"""WebSocket frames that break RFC 6455, or bend it."""

import struct

from wire import BINARY, CLOSE, PING, TEXT, Raw, frame, message


def closed_with(server, codes, *pieces, what=""):
    with Raw(server) as link:
        link.hello()
        link.send(*pieces)
        code = link.ending()
        assert code in codes, f"{what}: closed with {code}, not {codes}"


def frames_against_the_rules_end_the_connection_alone(server):
    for what, bytes_ in {
        "not masked": frame(TEXT, b"{}", masked=False),
        "an unmasked ping": frame(PING, b"", masked=False),
        "the first reserved bit": frame(TEXT, b"{}", reserved=4),
        "the second": frame(TEXT, b"{}", reserved=2),
        "the third": frame(BINARY, b"{}", reserved=1),
        "reserved bits of a ping": frame(PING, b"", reserved=7),
        **{f"opcode {n}": frame(n, b"{}") for n in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)},
        "a continuation of nothing": frame(0, b"{}"),
        "a message inside another": frame(TEXT, b"{", fin=False) + frame(TEXT, b"}"),
        "a ping in fragments": frame(PING, b"", fin=False),
        "a close in fragments": frame(CLOSE, struct.pack("!H", 1000), fin=False),
        "a ping of 126 bytes": frame(PING, bytes(126)),
        "a ping of 64 KiB": frame(PING, bytes(65536)),
        "a pong of 126 bytes": frame(10, bytes(126)),
        "a close of 126 bytes": frame(CLOSE, struct.pack("!H", 1000) + b"a" * 124),
        "a close of one byte": frame(CLOSE, b"\x03"),
        "a length not in its shortest form": frame(TEXT, b"{}", form=16),
        "a longer one": frame(TEXT, b"{}", form=64),
        "a length of 2^63": frame(TEXT, b"", length=1 << 63, form=64),
        "a length of 2^64 - 1": frame(TEXT, b"", length=(1 << 64) - 1, form=64),
        **{f"close code {n}": frame(CLOSE, struct.pack("!H", n)) for n in (0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535)},
    }.items():
        closed_with(server, (1002,), bytes_, what=what)
    closed_with(server, (1009,), frame(TEXT, b"", length=(1 << 63) - 1, form=64), what="a length of 2^63 - 1")
    closed_with(server, (1007,), frame(CLOSE, struct.pack("!H", 1000) + b"\xff"), what="a reason that is no text")


def text_that_is_not_utf8_ends_the_connection(server):
    for bad in (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x80", b"{\"a\":\"\xf0\x80\x80\x80\"}"):
        closed_with(server, (1007,), frame(TEXT, bad), what=str(bad))
        closed_with(server, (1007,), frame(TEXT, bad[:1], fin=False) + frame(0, bad[1:]), what=f"{bad} in two")


# The wire's own word for 4505 is 1009.
def oversize_records_are_refused_before_they_are_held(server):
    megabyte = 1 << 20
    closed_with(server, (1009,), frame(TEXT, b" " * (megabyte + 1)), what="one byte over the limit")
    closed_with(server, (1009,), frame(TEXT, b"", length=1 << 40, form=64), what="a terabyte announced")
    pieces = [frame(TEXT, b" " * 65536, fin=False)] + [frame(0, b" " * 65536, fin=False)] * 20
    closed_with(server, (1009,), *pieces, what="in fragments")
    # Nobody vouches for who has not said hello: 4 KiB, and no more.
    with Raw(server) as link:
        link.say(message("hello", {"client": "a", "caps": ["a" * 100] * 50}))
        assert link.ending() == 1009, link.code


def tiny_and_empty_fragments_are_counted(server):
    closed_with(server, (1008,), frame(TEXT, b"", fin=False), *[frame(0, b"", fin=False) * 1000] * 100, what="empty")
    closed_with(server, (1008,), frame(TEXT, b"[", fin=False), *[frame(0, b" ", fin=False) * 1000] * 20, what="tiny")
    closed_with(server, (1008,), frame(BINARY, b"\xfb", fin=False), *[frame(0, b"\0", fin=False) * 1000] * 20, what="binary")


def a_message_never_finished_does_not_keep_a_client_alive_for_ever(server):
    links = [Raw(server).hello() for _ in range(20)]
    for link in links:
        link.send(frame(TEXT, b"[", fin=False))
    for link in links:
        assert link.ending() in (4000, None), link.code
        link.link.close()


def bytes_behind_a_close_are_not_read(server):
    with Raw(server) as link:
        link.hello().send(frame(CLOSE, struct.pack("!H", 1000)), frame(TEXT, b"{}") * 20_000)
        assert link.ending() == 1000, link.code
