"""Runs what README and the guides have a newcomer build, and compares it with what they say.

    check_guides.py FOLDER DOCUMENT… -- [arguments of unittest]      FOLDER is where the programs are
"""

import pathlib
import re
import socket
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "scripts/lib"))
import recipes

FOLDER = pathlib.Path(sys.argv[1])
SPLIT = sys.argv.index("--")
DOCUMENTS = sys.argv[2:SPLIT]
PATIENCE = 60


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Guides(unittest.TestCase):
    maxDiff = None

    def start(self, *words):
        """A program that runs until the test is over, or for so long that something is wrong."""
        child = subprocess.Popen(
            ["timeout", str(PATIENCE), "stdbuf", "-oL", FOLDER / words[0], *words[1:]], stdout=subprocess.PIPE, text=True)
        self.addCleanup(child.stdout.close)
        self.addCleanup(child.wait)
        self.addCleanup(child.terminate)
        return child

    def test_the_five_line_client_shows_what_the_ten_line_server_says(self):
        if not is_free(8145):
            self.skipTest("port 8145 is taken: another server runs here")
        server = self.start("server")
        greeting = server.stdout.readline()
        token = re.fullmatch(r"lifeline watch 'ws://127\.0\.0\.1:8145/ws' --token ([0-9a-f]{32})\n", greeting)
        self.assertTrue(token, f"the server said {greeting!r}")
        client = self.start("client", token.group(1))
        lengths = [len(client.stdout.readline().strip()) for _ in range(90)]
        # A second and a half of a saw-tooth: from nothing to nearly forty, and back at least once.
        self.assertGreater(max(lengths), 30)
        self.assertTrue(any(later < earlier for earlier, later in zip(lengths, lengths[1:])), lengths)

    def test_every_guide_prints_what_it_says(self):
        for document in DOCUMENTS:
            text = pathlib.Path(document).read_text()
            for program, expected in recipes.blocks(text, "prints"):
                with self.subTest(f"{program} of {document}"):
                    run = subprocess.run(
                        [FOLDER / program], capture_output=True, text=True, timeout=PATIENCE, check=False)
                    self.assertEqual(run.stdout + run.stderr, expected)
                    self.assertEqual(run.returncode, 0)

    def test_every_guide_is_run(self):
        guides = [document for document in DOCUMENTS if document != "README.md"]
        for document in guides:
            text = pathlib.Path(document).read_text()
            self.assertTrue(recipes.blocks(text, "prints"), f"{document} does not say what is printed")
            # Five minutes at two hundred words a minute, code not counted.
            words = len(re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S).split())
            self.assertLess(words, 1000, f"{document} takes longer than five minutes")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[SPLIT + 1:]])
