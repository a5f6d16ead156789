"""FastAPI on uvicorn[standard], which brings uvloop and httptools. argv: PORT"""

import sys

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

application = FastAPI()
subscribers: set[WebSocket] = set()


async def messages(socket: WebSocket):
    await socket.accept()
    while (message := await socket.receive())["type"] != "websocket.disconnect":
        yield message


@application.websocket("/echo")
async def echo(socket: WebSocket):
    async for message in messages(socket):
        if message.get("text") is not None:
            await socket.send_text(message["text"])
        else:
            await socket.send_bytes(message["bytes"])


@application.websocket("/sub")
async def subscribe(socket: WebSocket):
    await socket.accept()
    subscribers.add(socket)
    try:
        while (await socket.receive())["type"] != "websocket.disconnect":
            pass
    finally:
        subscribers.discard(socket)


@application.websocket("/pub")
async def publish(socket: WebSocket):
    async for message in messages(socket):
        for subscriber in list(subscribers):
            try:
                await subscriber.send_text(message["text"])
            except (WebSocketDisconnect, RuntimeError):
                subscribers.discard(subscriber)


uvicorn.run(
    application, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", ws_per_message_deflate=False,
    ws_ping_interval=None, backlog=4096)
