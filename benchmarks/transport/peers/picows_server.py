"""picows, written in Cython, on uvloop. argv: PORT"""

import asyncio
import sys

import uvloop
from picows import WSListener, WSMsgType, ws_create_server

subscribers = set()


class Listener(WSListener):
    def __init__(self, path):
        self.path = path

    def on_ws_connected(self, transport):
        if self.path == b"/sub":
            subscribers.add(transport)

    def on_ws_disconnected(self, transport):
        subscribers.discard(transport)

    def on_ws_frame(self, transport, frame):
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
        elif self.path == b"/pub":
            message, kind = frame.get_payload_as_bytes(), frame.msg_type
            for subscriber in subscribers:
                subscriber.send(kind, message)
        else:
            transport.send(frame.msg_type, frame.get_payload_as_bytes())


def listener(request):
    return Listener(request.path if isinstance(request.path, bytes) else request.path.encode())


async def main():
    server = await ws_create_server(
        listener, "127.0.0.1", int(sys.argv[1]), websocket_handshake_timeout=30, backlog=4096)
    await server.serve_forever()


uvloop.run(main())
