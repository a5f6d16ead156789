"""What other programs and other users of the machine try at the Unix socket."""

import json
import os
import pwd
import socket
import stat
import subprocess
import sys

from wire import abort, message


class Skipped(Exception):
    """Cannot be tried here, for this reason."""


class Local:
    """One connection to the Unix socket: a JSON record is a line."""

    def __init__(self, server):
        self.link = server.producer()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.link.close()

    def send(self, bytes_):
        try:
            self.link.sendall(bytes_)
            return True
        except (ConnectionError, socket.timeout):
            return False

    def say(self, *values):
        return self.send(b"".join(json.dumps(v).encode() + b"\n" for v in values))

    def messages(self):
        """Messages until the other side ends. Frames of the other codec are not expected, and not understood."""
        with self.link.makefile("rb") as file:
            while line := self.line(file):
                value = json.loads(line)
                yield from value if isinstance(value, list) else [value]

    @staticmethod
    def line(file):
        try:
            return file.readline()
        except ConnectionError:
            return b""


def ends(server, bytes_, what):
    """The server says goodbye, or just ends; it neither waits nor dies."""
    with Local(server) as link:
        link.send(bytes_)
        try:
            found = list(link.messages())
        except socket.timeout:
            raise AssertionError(f"{what}: the connection lives on") from None
        return [m["payload"]["code"] for m in found if m["type"] == "goodbye"]


def garbage_on_the_unix_socket_ends_that_connection(server):
    for what, bytes_ in {
        "zeros": bytes(4096), "random": os.urandom(100_000), "HTTP": b"GET / HTTP/1.1\r\n\r\n", "text": b"hello\n",
        "a frame of another layout": b"\xfb\x09" + bytes(46), "a frame too short": b"\xfb\x01\x00\x00\x08\x00\x00\x00" + bytes(40),
        "a frame of 4 GiB": b"\xfb\x01\x20\x00\xf8\xff\xff\xff" + bytes(40), "a frame of an odd length": b"\xfb\x01\x20\x00\x31\x00\x00\x00" + bytes(41),
    }.items():
        codes = ends(server, bytes_, what)
        assert set(codes) <= {4500, 4505}, f"{what}: {codes}"


def huge_lines_on_the_unix_socket_are_refused_before_they_are_held(server):
    assert ends(server, b"{" + b" " * (3 << 20), "a line of 3 MiB") in ([4505], []), "not told"
    assert ends(server, b"[" * (3 << 20) + b"\n", "a line of brackets") in ([4505], [])


def a_line_that_never_ends_does_not_live_for_ever(server):
    ends(server, b'{"channel":"sys', "half a line")


def bad_lines_are_answered_and_a_flood_of_them_is_not(server):
    codes = ends(server, b'{"channel":"system","type":"cake","ts":1,"payload":{}}\n' * 2000, "a flood")
    assert codes in ([4005], []), codes
    for bad in (b"{}\n", b"[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]\n", b'{"channel":"system","channel":"energy"}\n', b'{"a":"\xff"}\n', b'{"a":"\\ud800"}\n'):
        with Local(server) as link:
            link.send(bad)
            link.say(message("heartbeat", {}, id=9))
            kinds = []
            for value in link.messages():
                kinds.append(value["type"])
                if value.get("re") == 9 or value["type"] == "goodbye":
                    break
            assert {"heartbeat", "goodbye"} & set(kinds), (bad, kinds)


def five_hundred_aborts_of_producers_leave_nothing(server):
    for n in range(500):
        link = server.producer()
        link.sendall(b'{"channel":"energy","type":"energy_upd'[: 1 + n % 30])
        abort(link)


def nobody_but_the_owner_sees_the_socket(server):
    folder = os.path.dirname(server.unix)
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700 and stat.S_IMODE(os.stat(server.unix).st_mode) == 0o600
    for name in os.listdir(folder):
        assert stat.S_IMODE(os.lstat(os.path.join(folder, name)).st_mode) & 0o077 == 0, name


ASK_AS_NOBODY = """
import os, socket, sys
os.setgroups([]); os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[2]))
link = socket.socket(socket.AF_UNIX)
link.settimeout(5)
try:
    link.connect(sys.argv[1])
    link.sendall(b'{"channel":"system","type":"heartbeat","ts":1,"id":1,"payload":{}}\\n')
    print("heard", len(link.recv(1000)))
except PermissionError: print("no permission")
except ConnectionError: print("heard 0")
"""


def another_user_gets_nothing_from_the_socket_even_if_it_lies_open(server):
    if os.getuid() != 0:
        raise Skipped("only root can become another user")
    nobody = pwd.getpwnam("nobody").pw_uid
    ask = lambda: subprocess.run([sys.executable, "-c", ASK_AS_NOBODY, server.unix, str(nobody)], capture_output=True, text=True).stdout.strip()
    assert ask() == "no permission"
    folders = [server.folder, os.path.dirname(server.unix)]
    try:
        # Somebody has undone the modes; the kernel still says who calls.
        for folder in folders:
            os.chmod(folder, 0o755)
        os.chmod(server.unix, 0o666)
        for _ in range(20):
            assert ask() == "heard 0"
    finally:
        os.chmod(server.unix, 0o600)
        for folder in folders:
            os.chmod(folder, 0o700)
