"""An engine that speaks OpenAI's streamed chat completions, and misbehaves on demand: the model's name says how.

    server.py [PORT]     prints the port it listens on, serves until standard input ends, then prints how often each
                         model was asked

Standard library only. Each model answers "Hello from NAME: " and the prompt, a word per token.
"""

import json
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Engine(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked = {}

    def log_message(self, *words):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        model, prompt = body["model"], body["messages"][-1]["content"]
        Engine.asked[model] = Engine.asked.get(model, 0) + 1
        assert self.path == "/v1/chat/completions" and body["stream"] is True
        if model == "locked" and self.headers.get("Authorization") != "Bearer sesame":
            return self.plain(401, "SECRET who are you")
        if model == "missing":
            return self.plain(404, '{"error":{"message":"SECRET model not found"}}')
        if model == "broken":
            return self.plain(500, "SECRET " * 1000)
        if model == "garbage":
            return self.raw(b"\x00\xff SECRET this is no HTTP\r\n\r\n")
        if model == "html":
            return self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + b"<p>SECRET" * 40000)
        if model == "mute":
            time.sleep(30)
            return self.raw(b"")
        self.answer(model, f"Hello from {model}: {prompt}", bool(body.get("logprobs")))

    def answer(self, model, text, logprobs):
        framing = {"length": "Content-Length", "close": None}.get(model, "chunked")
        words = [word + " " for word in text.split(" ")]
        events = [self.event({"role": "assistant", "content": ""})]
        for number, word in enumerate(words):
            likely = [{"token": "x", "logprob": l} for l in (-0.1, -3.0, -4.0)]
            chances = {"content": [{"token": word, "logprob": -0.1, "top_logprobs": likely}]} if logprobs else None
            events.append(self.event({"content": word}, None, chances))
            if model == "noisy":
                events.append([b"data: {nonsense\n\n", b": a comment\n\n", b"event: x\r\ndata: []\r\n\r\n"][number % 3])
        if model == "flood":
            events = events[:1] + [self.event({"content": "x" * 1000})] * 5000
        if model == "failing":
            events = events[:2] + [b'data: {"error":{"message":"SECRET out of memory"}}\n\n']
        if model != "unfinished":
            events.append(self.event({}, "stop"))
            events.append(b"data: [DONE]\n\n")
        if model == "bad":
            events[1:1] = [b"data: SECRET\n\n"] * 9
        whole = b"".join(events)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        if framing == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
        elif framing:
            self.send_header(framing, str(len(whole)))
        self.end_headers()
        for number, event in enumerate(events):
            if model == "cut" and number == 3:
                return self.reset()
            if model == "stuck" and number == 3:
                time.sleep(30)
            if model.startswith("slow"):
                time.sleep(0.02)
            self.write(event, framing == "chunked", 1 if model == "drip" else None)
        if framing == "chunked":
            self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()
        self.close_connection = True

    @staticmethod
    def event(delta, finish=None, logprobs=None):
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": logprobs}
        return b"data: " + json.dumps({"object": "chat.completion.chunk", "choices": [choice]}).encode() + b"\n\n"

    def write(self, event, chunked, pieces):
        size = pieces or len(event)
        for at in range(0, len(event), size):
            piece = event[at : at + size]
            self.wfile.write(b"%x;note=1\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
        self.wfile.flush()

    def plain(self, status, text):
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())
        self.close_connection = True

    def raw(self, data):
        self.wfile.write(data)
        self.close_connection = True

    def reset(self):
        self.wfile.flush()
        time.sleep(0.05)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.connection.close()
        self.close_connection = True


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        """A client that goes away in the middle is what some tests are about."""


if __name__ == "__main__":
    server = Server(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0), Engine)
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    print(json.dumps(Engine.asked), flush=True)
