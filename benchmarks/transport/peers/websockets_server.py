"""websockets on uvloop. argv: PORT"""

import asyncio
import sys

import uvloop
from websockets.asyncio.server import broadcast, serve

subscribers = set()


async def handle(socket):
    match socket.request.path:
        case "/sub":
            subscribers.add(socket)
            try:
                await socket.wait_closed()
            finally:
                subscribers.discard(socket)
        case "/pub":
            async for message in socket:
                broadcast(subscribers, message)
        case _:
            async for message in socket:
                await socket.send(message)


async def main():
    async with serve(
            handle, "127.0.0.1", int(sys.argv[1]), compression=None, ping_interval=None, backlog=4096):
        await asyncio.get_running_loop().create_future()


uvloop.run(main())
