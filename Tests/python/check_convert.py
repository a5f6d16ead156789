"""Runs the real program: `lifeline convert` and `lifeline demo`, as a person and as a pipe would.

    check_convert.py PROGRAM [arguments of unittest]
"""

import json
import os
import pty
import re
import resource
import select
import signal
import struct
import subprocess
import sys
import time
import unittest

PROGRAM = ""
ACK = b'{"channel":"system","type":"ack","ts":1.5,"payload":{"received":7}}'
UPDATE = (
    b'{"channel":"energy","type":"energy_update","seq":1,"ts":1,"payload":{"model":1,"pattern":0,"tokens":42,'
    b'"energy":0.1,"total":2,"rate":3,"level":0.5,"entropy":0.25}}'
)


def run(*words, stdin=b"", **options):
    return subprocess.run([PROGRAM, *words], input=stdin, capture_output=True, timeout=120, **options)


def convert(source, target, data, *flags):
    return run("convert", "--from", source, "--to", target, *flags, stdin=data)


def demo(codec, *flags, seconds=2):
    done = run("demo", "--fast", "--seconds", str(seconds), "--codec", codec, *flags)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Case(unittest.TestCase):
    def converted(self, source, target, data, *flags):
        done = convert(source, target, data, *flags)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return done.stdout

    def one_line(self, done, code):
        """The only line of standard error, after an exit with `code`."""
        self.assertEqual(done.returncode, code, done.stderr)
        text = done.stderr.decode()
        self.assertEqual(text.count("\n"), 1, text)
        return text.rstrip("\n")


class RoundTrips(Case):
    def test_a_demo_stream_is_the_same_in_both_codecs(self):
        for seed in ["1", "2", "3"]:
            lines, frames = demo("json", "--seed", seed, seconds=20), demo("energy", "--seed", seed, seconds=20)
            self.assertGreater(lines.count(b"\n"), 1000)
            self.assertEqual(self.converted("json", "energy", lines), frames)
            self.assertEqual(self.converted("energy", "json", frames), lines)
            self.assertEqual(self.converted("json", "json", lines), lines)
            self.assertEqual(self.converted("energy", "energy", frames), frames)

    def test_a_reader_that_is_not_ours_understands_the_lines(self):
        for line in demo("json").splitlines():
            record = json.loads(line)
            for message in record if isinstance(record, list) else [record]:
                self.assertLessEqual({"channel", "type", "ts", "payload"}, message.keys())

    def test_loose_json_becomes_canonical(self):
        loose = b' \n\t\r\n { "type" : "\\u0061ck", "ts":1.500, "payload":{"received":7.0}, "channel":"system" } \r\n'
        self.assertEqual(self.converted("json", "json", loose), ACK + b"\n")

    def test_a_last_line_may_lack_its_line_feed(self):
        self.assertEqual(self.converted("json", "json", ACK + b"\n" + ACK), (ACK + b"\n") * 2)

    def test_nothing_becomes_nothing(self):
        for source in ["json", "energy"]:
            for target in ["json", "energy"]:
                self.assertEqual(self.converted(source, target, b""), b"")
        self.assertEqual(self.converted("json", "energy", b"\n \n\n"), b"")

    def test_what_a_newer_version_says_is_left_out_and_counted(self):
        line = ACK.replace(b'{"received":7}', b'{"received":7,"sent":8}').replace(b'"ts"', b'"later":[1],"ts"')
        done = convert("json", "json", line)
        self.assertEqual((done.returncode, done.stdout), (0, ACK + b"\n"))
        self.assertIn("2 keys", self.one_line(done, 0))


class DynamicChannels(Case):
    weather = ACK.replace(b'"system"', b'"weather"')
    sea = ACK.replace(b'"system"', b'"sea.level"')

    def test_go_by_their_handle(self):
        flags = ["--channel", "300=weather", "--channel=256=sea.level"]
        frames = self.converted("json", "energy", self.weather + b"\n" + self.sea, *flags)
        handles = [struct.unpack_from("<I", frames, at + 8)[0] for at in (0, len(frames) // 2)]
        self.assertEqual(handles, [300, 256])
        self.assertEqual(self.converted("energy", "json", frames, *flags), self.weather + b"\n" + self.sea + b"\n")

    def test_are_named_when_nobody_knows_them(self):
        done = convert("json", "energy", ACK + b"\n" + self.weather)
        self.assertRegex(self.one_line(done, 1), r'^record 2, byte 79 .*byte 11 .*in "channel".*: "weather"; --channel')
        frames = self.converted("json", "energy", self.weather, "--channel", "300=weather")
        for target in ["json", "energy"]:
            done = convert("energy", target, frames)
            self.assertRegex(self.one_line(done, 1), r"no channel has the handle 300; --channel")


class BadRecords(Case):
    def check_bad(self, source, good, bad, offset, words):
        """`bad` after `good`: what came before has been written, and the place is right."""
        target = "energy" if source == "json" else "json"
        expected = self.converted(source, target, good)
        done = convert(source, target, good + bad)
        number = 1 + (good.count(b"\n") if source == "json" else 2 * (len(good) > 0))
        line = self.one_line(done, 1)
        place = f"record {number}, byte {len(good) + offset} of the stream (byte {offset} of the record)"
        self.assertEqual(line[: len(place)], place)
        self.assertIn(words, line)
        self.assertEqual(done.stdout, expected)

    def test_of_json(self):
        tokens = UPDATE.index(b"42")
        for good in [b"", ACK + b"\n" + ACK + b"\n"]:
            for bad, offset, words in [
                (b"{", 1, "ends too soon"),
                (b"hello", 0, "neither JSON nor"),
                (b"\xef\xbb\xbf{}", 0, "neither JSON nor"),
                (b"\xfb\x01", 0, "is --from json what this is?"),
                (b"{}\n", 0, 'in "channel"'),
                (ACK + ACK, len(ACK), "after the end"),
                (ACK.replace(b"7", b"07"), ACK.index(b"7"), ""),
                (ACK.replace(b"ack", b"nack"), ACK.index(b'"ack"'), 'in "type": no message type of that name or number: "nack"'),
                (UPDATE.replace(b"42", b"-1"), tokens, 'in "tokens"'),
                (UPDATE.replace(b"42", b"4294967296"), tokens, 'in "tokens"'),
                (UPDATE.replace(b'"tokens":42,', b""), UPDATE.index(b'{"model"'), 'in "tokens": a required field'),
                (b"[" + ACK + b"," + ACK.replace(b"1.5", b'"x"') + b"]", 1 + len(ACK) + 1 + ACK.index(b"1.5"), 'in "ts"'),
                (UPDATE.replace(b'"seq":1', b'"delta":true'), 0, "a delta cannot be converted"),
                (b"[[]]", 1, "a batch inside a batch"),
            ]:
                with self.subTest(bad=bad):
                    self.check_bad("json", good, bad, offset, words)

    def test_of_energy(self):
        frame = self.converted("json", "energy", ACK)
        update = self.converted("json", "energy", UPDATE)

        def changed(offset, new, old=frame):
            return old[:offset] + new + old[offset + len(new) :]

        for good in [b"", frame + frame]:
            for bad, offset, words in [
                (frame[:1], 1, "ends too soon"),
                (frame[:-1], len(frame) - 1, "ends too soon"),
                (ACK, 0, "is --from energy what this is?"),
                (b"\n", 0, "neither JSON nor"),
                (changed(1, b"\2"), 1, "layout version 2"),
                (changed(2, b"\xff\x07"), 0, 'in "type": no message type has the number 0x7ff'),
                (changed(4, struct.pack("<I", 47)), 4, "does not fit"),
                (changed(4, struct.pack("<I", 40)), 4, "does not fit"),
                (changed(4, struct.pack("<I", (1 << 20) + 8)), 4, "the limit is 1048576"),
                (changed(4, struct.pack("<I", 0xFFFFFFF8)), 4, "the limit is 1048576"),
                (changed(36, struct.pack("<H", 64)), 0, "does not fit"),
                (changed(38, struct.pack("<H", 1), update), 0, "a delta cannot"),
                (changed(48 + 8, struct.pack("<d", float("nan")), update), 48 + 8, 'in "energy": a number that is not finite'),
            ]:
                with self.subTest(bad=bad[:64].hex()):
                    self.check_bad("energy", good, bad, offset, words)

    def test_a_record_too_large_is_refused_early_and_one_of_the_limit_is_not(self):
        padded = ACK[:-1] + b" " * (1000 - len(ACK)) + b"}"
        self.assertEqual(self.converted("json", "json", padded, "--limit-record", "1000"), ACK + b"\n")
        done = convert("json", "json", padded, "--limit-record", "999")
        self.assertIn("the record has 1000 bytes, the limit is 999", self.one_line(done, 1))
        frame = self.converted("json", "energy", ACK)
        self.converted("energy", "json", self.converted("json", "energy", UPDATE), "--limit-record", "88")
        done = convert("energy", "json", frame + self.converted("json", "energy", UPDATE), "--limit-record", "87")
        self.assertIn("record 2, byte 60 of the stream (byte 4 of the record)", self.one_line(done, 1))

    def test_a_line_without_end_takes_no_memory_without_end(self):
        script = 'head -c 300000000 /dev/zero | tr "\\0" "[" | "$0" convert --from json --to energy'
        done = subprocess.run(["bash", "-c", script, PROGRAM], capture_output=True, timeout=120)
        self.assertIn(b"the limit is 1048576", done.stderr)


class Pipes(Case):
    def test_bytes_may_come_one_by_one(self):
        lines, frames = demo("json", seconds=1), demo("energy", seconds=1)
        for source, data, target, expected in [("json", lines, "energy", frames), ("energy", frames, "json", lines)]:
            script = f'dd bs=1 status=none | "$0" convert --from {source} --to {target} | dd bs=1 status=none'
            done = subprocess.run(["bash", "-c", script, PROGRAM], input=data, capture_output=True, timeout=120)
            self.assertEqual(done.stdout, expected)

    def test_output_leaves_when_input_pauses(self):
        with subprocess.Popen(
            [PROGRAM, "convert", "--from", "json", "--to", "json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as child:
            for _ in range(3):
                child.stdin.write(ACK + b"\n" + ACK[:20])
                child.stdin.flush()
                ready, _, _ = select.select([child.stdout], [], [], 20)
                self.assertTrue(ready, "nothing came out while the input paused")
                self.assertEqual(os.read(child.stdout.fileno(), 4096), ACK + b"\n")
                child.stdin.write(ACK[20:] + b"\n")
                child.stdin.flush()
                self.assertTrue(select.select([child.stdout], [], [], 20)[0])
                self.assertEqual(os.read(child.stdout.fileno(), 4096), ACK + b"\n")
            child.stdin.close()
            self.assertEqual(child.wait(20), 0)

    def test_a_closed_output_ends_it_quietly(self):
        for ignored in [False, True]:
            reading, writing = os.pipe()
            os.close(reading)
            done = subprocess.run(
                [PROGRAM, "convert", "--from", "json", "--to", "json"],
                input=(ACK + b"\n") * 10000, stdout=writing, stderr=subprocess.PIPE, timeout=60,
                # Python ignores SIGPIPE; with this, the child does too.
                restore_signals=not ignored,
            )
            os.close(writing)
            self.assertEqual(done.returncode, 0 if ignored else -signal.SIGPIPE)
            self.assertEqual(done.stderr, b"")

    def test_memory_stays_bounded(self):
        script = '"$0" demo --fast --seconds 3000 --codec json | "$0" convert --from json --to energy | wc -c'
        done = subprocess.run(["bash", "-c", script, PROGRAM], capture_output=True, timeout=240)
        self.assertGreater(int(done.stdout), 20 << 20)
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, 64 << 10, "KiB")

    def test_a_full_disk_is_an_error(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [PROGRAM, "convert", "--from", "json", "--to", "json"], input=ACK, stdout=full, stderr=subprocess.PIPE
            )
        self.assertEqual(self.one_line(done, 1), "lifeline convert: cannot write standard output: No space left on device")


class CommandLine(Case):
    def test_misuse_is_one_line_and_exit_2(self):
        both = ["--from", "json", "--to", "json"]
        for words, expected in [
            ([], "completions, or --help"),
            (["conver"], "no command 'conver'"),
            (["help", "conver"], "no command 'conver'"),
            (["convert", *both, "--fast"], "no flag '--fast'"),
            (["convert", *both, "file.json"], "no argument 'file.json'"),
            (["convert", "--to", "json"], "--from is missing: json or energy"),
            (["convert", "--from", "json"], "--to is missing"),
            (["convert", "--from", "xml", "--to", "json"], "no codec 'xml': use json or energy"),
            (["convert", "--from", "--to", "json"], "--from needs a value: json or energy"),
            (["convert", *both, "--from", "energy"], "--from is there 2 times"),
            (["convert", *both, "--limit-record", "63"], "a whole number from 64 to 268435456"),
            (["convert", *both, "--limit-record", "1e6"], "a whole number from 64"),
            (["convert", *both, "--channel", "255=x"], "a handle from 256 on"),
            (["convert", *both, "--channel", "300"], "use HANDLE=NAME"),
            (["convert", *both, "--channel", "300=Weather"], "a name has"),
            (["convert", *both, "--channel", "300=energy"], "two channels"),
            (["convert", *both, "--channel", "300=a", "--channel", "300=b"], "two channels"),
            (["demo", "--hz", "0"], "from 1 to 1000"),
            (["demo", "--hz", "1001"], "from 1 to 1000"),
            (["demo", "--seed", "-1"], "a whole number"),
            (["demo", "--codec", "xml"], "json or energy or both"),
            (["demo", "--slow"], "no flag '--slow'"),
            (["completions"], "say for which shell: bash, zsh, fish"),
            (["completions", "tcsh"], "no shell 'tcsh'"),
            (["bench", "--clients", "-1"], "a whole number from 0"),
            (["bench", "nowhere"], "this is no server's address"),
            (["bench", "/no/such.sock", "--plot", "x.svg"], "for the run without URL"),
            (["doctor"], "say which server: http://"),
            (["doctor", "/no/such.sock", "--fast"], "no flag '--fast'"),
            (["watch"], "say which server: http://"),
            (["watch", "wss://127.0.0.1/ws"], "this is no server's address"),
            (["watch", "http://127.0.0.1/?token=a&token=b"], "this is no server's address"),
            (["watch", "loop:x"], "this is no server's address"),
            (["watch", "/no/such.sock", "--codec", "xml"], "use json or energy or mixed"),
            (["watch", "/no/such.sock", "--channel", "Energy"], "a name has"),
            (["watch", "/no/such.sock", "--token", "two words"], "characters that no token has"),
            (["watch", "/no/such.sock", "/no/other.sock"], "no argument '/no/other.sock'"),
        ]:
            with self.subTest(words=words):
                done = run(*words)
                self.assertIn(expected, self.one_line(done, 2))
                self.assertEqual(done.stdout, b"")

    def test_help_explains(self):
        for words in [["--help"], ["help"], ["-h"]]:
            self.assertRegex(run(*words).stdout, rb"convert +says")
        for command in ["convert", "demo", "watch", "doctor", "bench"]:
            texts = {run("help", command).stdout, run(command, "--help").stdout, run(command, "--to", "x", "-h").stdout}
            self.assertEqual(len(texts), 1)
            text = texts.pop().decode()
            for part in ["Usage: lifeline " + command, "Flags:", "Examples:", "Exit codes:"]:
                self.assertIn(part, text)
            self.assertLessEqual(max(map(len, text.splitlines())), 120)

    def test_bash_completes_what_the_help_says(self):
        script = run("completions", "bash").stdout.decode()

        def complete(*words):
            ask = f"{script}\nCOMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; _lifeline; echo ${{COMPREPLY[@]}}"
            return subprocess.run(["bash", "-c", ask], capture_output=True, check=True, text=True).stdout.split()

        self.assertEqual(complete("lifeline", "com"), ["completions"])
        self.assertEqual(complete("lifeline", "convert", "--from", '""'), ["json", "energy"])
        self.assertEqual(complete("lifeline", "completions", '""'), ["bash", "zsh", "fish", "--help"])
        for command in complete("lifeline", "help", '""'):
            text = run("help", command).stdout.decode()
            described = set(re.findall(r"^  (--[a-z-]+)", text, re.MULTILINE)) | {"--help"}
            self.assertEqual(set(complete("lifeline", command, "--")), described)

    def test_the_version_is_one_line(self):
        self.assertRegex(run("--version").stdout, rb"^lifeline \d+\.\d+\.\d+\S*\n$")


class Demo(Case):
    statistics = re.compile(r"^[\d,]+ messages: [\d,]+ bytes as json, [\d,]+ as energy \(0\.\d\d of json\)$")

    def test_follows_from_its_seed(self):
        self.assertEqual(demo("both"), demo("both", "--seed", "1"))
        self.assertNotEqual(demo("both"), demo("both", "--seed", "2"))
        self.assertLess(len(demo("json", "--hz", "10")), len(demo("json")))

    def test_shows_a_message_a_line_that_went_through_energy_and_back(self):
        shown, records = demo("both").splitlines(), demo("json").splitlines()
        messages = []
        for record in map(json.loads, records):
            messages += record if isinstance(record, list) else [record]
        self.assertEqual([json.loads(line) for line in shown], messages)

    def test_keeps_real_time(self):
        start = time.monotonic()
        done = run("demo", "--seconds", "1", "--hz", "50")
        self.assertGreater(time.monotonic() - start, 0.95)
        self.assertRegex(self.one_line(done, 0), self.statistics)

    def interrupted(self, child):
        child.send_signal(signal.SIGINT)
        text = child.stderr.read().decode().strip()
        self.assertEqual(child.wait(20), 0)
        self.assertRegex(text, self.statistics)

    def test_ends_cleanly_when_interrupted(self):
        with subprocess.Popen([PROGRAM, "demo"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
            self.assertTrue(child.stdout.readline())
            self.interrupted(child)

    def test_ends_cleanly_when_interrupted_while_nobody_reads(self):
        with subprocess.Popen([PROGRAM, "demo", "--fast"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
            time.sleep(1)
            self.interrupted(child)

    def test_shows_no_raw_frames_on_a_terminal(self):
        ours, theirs = pty.openpty()
        child = subprocess.Popen([PROGRAM, "demo", "--codec", "energy", "--fast", "--seconds", "1"], stdout=theirs,
                                 stderr=subprocess.DEVNULL)
        os.close(theirs)
        shown = b""
        while True:
            try:
                more = os.read(ours, 65536)
            except OSError:  # So ends a terminal whose other side is closed.
                break
            if not more:
                break
            shown += more
        os.close(ours)
        self.assertEqual(child.wait(20), 0)
        self.assertEqual(shown.replace(b"\r\n", b"\n"), demo("both", seconds=1))


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main()
