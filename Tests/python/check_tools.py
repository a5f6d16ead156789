"""Runs `lifeline watch`, `doctor` and `bench` against servers that live, die, come back, or are none.

    check_tools.py PROGRAM [arguments of unittest]
"""

import http.server
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

PROGRAM = sys.argv.pop(1)


class Server:
    """`lifeline serve` with the demo, on a free port and a Unix socket."""

    def __init__(self, folder):
        self.socket = f"{folder}/run/engine.sock"
        self.child = subprocess.Popen(
            [PROGRAM, "serve", "--port", "0", "--unix", self.socket, "--source", "demo", "--status", "no"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, "XDG_RUNTIME_DIR": folder})
        greeting = ""
        while "Ctrl-C" not in greeting:
            line = self.child.stdout.readline()
            assert line, greeting
            greeting += line
        self.page = re.search(r"http://\S+", greeting).group()
        self.stream = re.search(r"ws://127\S+", greeting).group()
        self.token = self.page.split("token=")[1]

    def end(self):
        self.child.send_signal(signal.SIGTERM)
        self.child.wait(10)
        self.child.stdout.close()


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.server = Server(self.folder)
        self.addCleanup(lambda: self.server.end())

    def run_tool(self, *words, env=None):
        return subprocess.run(
            [PROGRAM, *words], capture_output=True, text=True, timeout=60, env={**os.environ, **(env or {})})


class Watch(Case):
    def test_every_way_and_codec_is_shown_as_lines_of_json(self):
        for url in [self.server.page, f"{self.server.stream}?token={self.server.token}", self.server.socket]:
            for codec in ["json", "energy", "mixed"]:
                with self.subTest(url=url[:6], codec=codec):
                    done = self.run_tool("watch", url, "--codec", codec, "--count", "20")
                    self.assertEqual(done.returncode, 0, done.stderr)
                    messages = [json.loads(line) for line in done.stdout.splitlines()]
                    self.assertEqual(len(messages), 20)
                    self.assertEqual(messages[0]["type"], "welcome")
                    self.assertNotIn(self.server.token, done.stdout + done.stderr)

    def test_only_what_is_asked_for(self):
        done = self.run_tool("watch", self.server.page, "--channel", "energy", "--type", "energy_update", "--seconds", "2")
        kinds = {(m["channel"], m["type"]) for m in map(json.loads, done.stdout.splitlines())}
        self.assertEqual(kinds, {("energy", "energy_update")})

    def test_the_usual_socket_needs_no_word(self):
        os.makedirs(f"{self.folder}/lifeline", exist_ok=True)
        os.symlink(self.server.socket, f"{self.folder}/lifeline/lifeline.sock")
        done = self.run_tool("watch", "--count", "1", env={"XDG_RUNTIME_DIR": self.folder})
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_refusal_is_final_and_says_what_to_do(self):
        done = self.run_tool("watch", self.server.stream, "--token", "guessed")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r"refuses: .*401.*--token\n$")
        self.assertNotIn("guessed", done.stderr)

    def test_ctrl_c_and_a_closed_pipe_are_no_failure(self):
        child = subprocess.Popen([PROGRAM, "watch", self.server.page], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        child.stdout.readline()
        child.send_signal(signal.SIGINT)
        self.assertEqual(child.wait(5), 0)
        child.stdout.close()
        child = subprocess.Popen([PROGRAM, "watch", self.server.page], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        child.stdout.readline()
        child.stdout.close()
        self.assertEqual(child.wait(5), 0)

    def test_it_comes_back_by_itself_and_says_so(self):
        with subprocess.Popen(
                [PROGRAM, "watch", self.server.socket, "--type", "welcome", "--count", "2"], stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, text=True) as child:
            first = json.loads(child.stdout.readline())
            self.server.end()
            self.server = Server(self.folder)
            second = json.loads(child.stdout.readline())
            self.assertEqual(child.wait(10), 0)
            said = child.stderr.read()
        epochs = [{c["name"]: c["epoch"] for c in m["payload"]["channels"]} for m in (first, second)]
        self.assertNotEqual(epochs[0]["energy"], epochs[1]["energy"])
        self.assertRegex(said, r"the connection is gone: .*\nconnected again after ")

    def test_a_slow_reader_costs_the_connection_nothing(self):
        child = subprocess.Popen(
            [PROGRAM, "watch", self.server.socket, "--seconds", "6"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(5)
        output, said = child.communicate(timeout=20)
        self.assertEqual(child.returncode, 0)
        self.assertEqual(said.count("connected"), 1, said)
        self.assertTrue(all(json.loads(line)["type"] for line in output.splitlines()))

    def test_statistics_count(self):
        done = self.run_tool("watch", self.server.page, "--stats", "--seconds", "3")
        self.assertEqual(done.returncode, 0)
        last = done.stdout.rstrip().split("\n\n")[-1]
        self.assertRegex(last, r"\d\.\d messages/s \([\d,]+ in all\)")
        self.assertRegex(last, r"round trip [\d.]+ ms   latency median [\d.]+ ms, p99 [\d.]+ ms")
        self.assertRegex(last, r"energy_update +[\d.]+/s")


class Doctor(Case):
    def test_a_sound_server_passes(self):
        done = self.run_tool("doctor", self.server.page)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual({line.split()[0] for line in done.stdout.splitlines()}, {"ok"})
        self.assertIn("all is well: 15 checks passed", done.stderr)
        self.assertNotIn(self.server.token, done.stdout + done.stderr)
        done = self.run_tool("doctor", self.server.socket)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_a_wrong_token_and_nobody_there_fail(self):
        self.assertEqual(self.run_tool("doctor", self.server.stream, "--token", "guessed").returncode, 1)
        done = self.run_tool("doctor", "ws://127.0.0.1:1/ws")
        self.assertEqual(done.returncode, 1)
        self.assertIn("FAIL  reachable", done.stdout)

    def test_a_server_that_lets_anybody_in_fails(self):
        class Open(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        stranger = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Open)
        threading.Thread(target=stranger.serve_forever, daemon=True).start()
        self.addCleanup(stranger.server_close)
        self.addCleanup(stranger.shutdown)
        done = self.run_tool("doctor", f"http://127.0.0.1:{stranger.server_port}/")
        self.assertEqual(done.returncode, 1)
        for check in ["foreign host", "foreign origin", "session"]:
            self.assertIn(f"FAIL  {check}", done.stdout)


class Bench(Case):
    def test_a_short_run_prints_a_table_and_draws_a_picture(self):
        plot = pathlib.Path(self.folder, "latency.svg")
        done = self.run_tool("bench", "--seconds", "1", "--clients", "5", "--plot", str(plot))
        # Whether deadlines are met is for the contract tests to say.
        self.assertIn(done.returncode, [0, 1], done.stderr)
        for name in ["WebSocket, json", "WebSocket, energy", "Unix socket, json", "Unix socket, energy", "5 clients, json"]:
            self.assertRegex(done.stdout, rf"(?m)^{name} +[\d,]+ +\d+ +\d+ +[\d.]+ ms")
        self.assertEqual(len(re.findall(r"(?m)^ok  .* lost or disordered +0 of \d+ +0", done.stdout)), 5)
        self.assertEqual(len(re.findall(r"(?m)^ok  .* 200 tokens in a second +all text +[\d,]+ bytes, whole$", done.stdout)), 4)
        self.assertRegex(done.stdout, r"(?m)^ok  50 clients, cut +back and resumed +all 500 +500, 500 resumed$")
        self.assertTrue(plot.read_text().startswith("<svg") and plot.read_text().rstrip().endswith("</svg>"))

    def test_a_live_server_is_listened_to(self):
        done = self.run_tool("bench", self.server.page, "--seconds", "1", "--clients", "3")
        self.assertRegex(done.stdout, r"(?m)^3 clients, energy +[\d,]+ +0 ")


if __name__ == "__main__":
    unittest.main()
