#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A web server of a scene: files with ranges, a small API, a WebSocket; over HTTP and HTTPS.

web_server.py ADDRESS FOLDER [CERTIFICATE KEY]: port 80 and, with a certificate, 443.
"""
import asyncio
import json
import ssl
import sys

from aiohttp import WSMsgType, web


async def item(request):
    body = {"item": request.match_info["number"], "tags": ["red", "green"], "text": "x" * 300}
    return web.Response(text=json.dumps(body), content_type="application/json")


async def echo(request):
    return web.Response(body=await request.read())


async def chat(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        if message.type == WSMsgType.BINARY:
            await socket.send_bytes(message.data)
        elif message.type == WSMsgType.TEXT:
            await socket.send_str(message.data)
    return socket


async def main():
    address, folder, *certificate = sys.argv[1:]
    application = web.Application(client_max_size=16 << 20)
    application.router.add_get("/api/items/{number}", item)
    application.router.add_post("/api/echo", echo)
    application.router.add_get("/chat", chat)
    application.router.add_static("/files", folder)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, address, 80).start()
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate)
        await web.TCPSite(runner, address, 443, ssl_context=context).start()
    print("serving", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
